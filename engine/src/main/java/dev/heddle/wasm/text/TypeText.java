package dev.heddle.wasm.text;

import dev.heddle.wasm.types.AddressType;
import dev.heddle.wasm.types.ArrayType;
import dev.heddle.wasm.types.CompositeType;
import dev.heddle.wasm.types.DefinedType;
import dev.heddle.wasm.types.ExternType;
import dev.heddle.wasm.types.FieldType;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.GlobalType;
import dev.heddle.wasm.types.HeapType;
import dev.heddle.wasm.types.MemoryType;
import dev.heddle.wasm.types.RecursionGroup;
import dev.heddle.wasm.types.ReferenceType;
import dev.heddle.wasm.types.StorageType;
import dev.heddle.wasm.types.StructType;
import dev.heddle.wasm.types.TableType;
import dev.heddle.wasm.types.TagType;
import dev.heddle.wasm.types.ValueType;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Types of a module as text: defined ones by their index. */
final class TypeText {

  private final List<DefinedType> types;
  private final Map<DefinedType, Integer> indices = new IdentityHashMap<>();

  /** The group whose types refer to each other by where they are. */
  private @Nullable RecursionGroup group;

  private int groupStart;

  TypeText(List<DefinedType> types) {
    this.types = types;
    for (int i = 0; i < types.size(); i++) {
      indices.putIfAbsent(types.get(i), i);
    }
  }

  /** A type that the module defines, by its index, as it is defined. */
  String definition(int index) {
    return within(index, this::definition);
  }

  /** The use of a type of functions by its index, with what it says. */
  String use(int index) {
    return "(type " + index + ")" + within(index, type -> signature(type.function()));
  }

  /** The same group of types may be there twice, and each then refers to itself. */
  private String within(int index, Function<DefinedType, String> text) {
    DefinedType type = types.get(index);
    group = type.group();
    groupStart = index - type.indexInGroup();
    String written = text.apply(type);
    group = null;
    return written;
  }

  private String definition(DefinedType type) {
    String composite = composite(type.composite());
    if (type.isFinal() && type.supertype().isEmpty()) {
      return composite;
    }
    return "(sub "
        + (type.isFinal() ? "final " : "")
        + type.supertype().map(above -> index(above) + " ").orElse("")
        + composite
        + ")";
  }

  private String composite(CompositeType type) {
    return switch (type) {
      case FunctionType function -> "(func" + signature(function) + ")";
      case ArrayType array -> "(array " + field(array.element()) + ")";
      case StructType struct -> {
        StringBuilder text = new StringBuilder("(struct");
        struct.fields().forEach(each -> text.append(" (field ").append(field(each)).append(')'));
        yield text.append(')').toString();
      }
    };
  }

  private String field(FieldType field) {
    String storage = storage(field.storage());
    return field.mutable() ? "(mut " + storage + ")" : storage;
  }

  private String storage(StorageType type) {
    return type instanceof ValueType value ? value(value) : type.toString();
  }

  /** The type of values. */
  String value(ValueType type) {
    return type instanceof ReferenceType(boolean nullable, DefinedType defined)
        ? reference(nullable, defined)
        : type.toString();
  }

  /** The type of references, in its long form if it is to a defined type. */
  String reference(boolean nullable, HeapType heap) {
    return "(ref " + (nullable ? "null " : "") + heap(heap) + ")";
  }

  /** What references refer to. */
  String heap(HeapType type) {
    return type instanceof DefinedType defined ? index(defined) : type.toString();
  }

  private String index(DefinedType type) {
    int index =
        type.group() == group
            ? groupStart + type.indexInGroup()
            : Objects.requireNonNull(indices.get(type), "a type of another module");
    return String.valueOf(index);
  }

  /** Parameters and results, each group after a space. */
  String signature(FunctionType type) {
    return group("param", type.parameters()) + group("result", type.results());
  }

  /** Types in a group, after a space; nothing if there are none. */
  String group(String word, List<ValueType> values) {
    if (values.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder(" (").append(word);
    values.forEach(each -> text.append(' ').append(value(each)));
    return text.append(')').toString();
  }

  /** What an import or a definition that is no function has after its name. */
  String extern(ExternType type) {
    return switch (type) {
      case GlobalType global ->
          global.mutable() ? "(mut " + value(global.value()) + ")" : value(global.value());
      case TableType table ->
          (table.address() == AddressType.I64 ? "i64 " : "")
              + Long.toUnsignedString(table.minimum())
              + (table.maximum().isPresent()
                  ? " " + Long.toUnsignedString(table.maximum().getAsLong())
                  : "")
              + " "
              + value(table.element());
      case MemoryType memory -> memory.toString().substring(memory.kind().length() + 1);
      case TagType tag -> group("param", tag.parameters()).strip();
      case FunctionType function -> signature(function).strip();
    };
  }
}
