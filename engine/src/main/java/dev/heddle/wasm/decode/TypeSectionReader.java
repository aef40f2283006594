package dev.heddle.wasm.decode;

import dev.heddle.wasm.Feature;
import dev.heddle.wasm.LimitExceededException;
import dev.heddle.wasm.UnsupportedFeatureException;
import dev.heddle.wasm.types.ArrayType;
import dev.heddle.wasm.types.CompositeType;
import dev.heddle.wasm.types.DefinedType;
import dev.heddle.wasm.types.FieldType;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.RecursionGroup;
import dev.heddle.wasm.types.StorageType;
import dev.heddle.wasm.types.StructType;
import dev.heddle.wasm.types.ValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the type section. Source: core specification, section 5.5.4. Not thread-safe. */
final class TypeSectionReader {

  private static final int GROUP = 0x4e;
  private static final int FINAL_SUBTYPE = 0x4f;
  private static final int SUBTYPE = 0x50;
  private static final int ARRAY = 0x5e;
  private static final int STRUCT = 0x5f;
  private static final int FUNCTION = 0x60;

  private final ByteReader reader;

  /** The types up to here; those of the group being read are not canonical yet. */
  private final List<DefinedType> types = new ArrayList<>();

  private final Set<Feature> notations;

  private TypeSectionReader(ByteReader reader, Set<Feature> notations) {
    this.reader = reader;
    this.notations = notations;
  }

  /** The types by index; equal types are the same object. */
  static List<DefinedType> read(ByteReader reader, Set<Feature> notations) {
    return new TypeSectionReader(reader, notations).read();
  }

  private List<DefinedType> read() {
    int count = reader.count("types");
    checkTypes(count);
    for (int i = 0; i < count; i++) {
      if (reader.peek() == GROUP) {
        reader.u8();
        notations.add(Feature.GC);
        group(reader.count("types of a group"));
      } else {
        group(1);
      }
    }
    return types;
  }

  private void checkTypes(long count) {
    ImplementationLimits.check(count, ImplementationLimits.TYPES, "types", "type section");
  }

  private void group(int size) {
    int first = types.size();
    checkTypes((long) first + size);
    RecursionGroup group = new RecursionGroup(size);
    types.addAll(group.types());
    for (int i = 0; i < size; i++) {
      define(group.types().get(i), first + i);
    }
    RecursionGroup canonical = canonical(group);
    if (canonical != group) {
      for (int i = 0; i < size; i++) {
        types.set(first + i, canonical.types().get(i));
      }
    }
  }

  private RecursionGroup canonical(RecursionGroup group) {
    try {
      return group.canonical();
    } catch (IllegalArgumentException e) {
      throw reader.invalid(Objects.requireNonNullElse(e.getMessage(), "sub type"));
    }
  }

  private void define(DefinedType type, int index) {
    int form = reader.peek();
    if (form != SUBTYPE && form != FINAL_SUBTYPE) {
      type.define(compositeType(), true, null);
      return;
    }
    notations.add(Feature.GC);
    reader.u8();
    @Nullable DefinedType supertype = supertype(index);
    if (supertype != null && supertype.depth() >= DefinedType.MAX_DEPTH) {
      throw new LimitExceededException(
          "too many supertypes: type "
              + index
              + " in the type section has more than "
              + DefinedType.MAX_DEPTH);
    }
    type.define(compositeType(), form == FINAL_SUBTYPE, supertype);
  }

  private @Nullable DefinedType supertype(int index) {
    int count = reader.count("supertypes");
    if (count == 0) {
      return null;
    }
    if (count > 1) {
      throw reader.invalid("sub type: type " + index + " has " + count + " supertypes, not one");
    }
    int above = reader.u32();
    if (above < 0 || above >= index) {
      throw reader.invalid(
          "unknown type "
              + Integer.toUnsignedString(above)
              + ": the supertype of type "
              + index
              + " must come before it");
    }
    return types.get(above);
  }

  private CompositeType compositeType() {
    int offset = reader.position();
    int form = reader.u8();
    return switch (form) {
      case FUNCTION ->
          FunctionType.of(
              valueTypes(ImplementationLimits.PARAMETERS, "parameters of a function"),
              valueTypes(ImplementationLimits.RESULTS, "results of a function"));
      case STRUCT -> structType();
      case ARRAY -> new ArrayType(fieldType());
      default -> throw unknownForm(form, offset);
    };
  }

  private List<ValueType> valueTypes(int limit, String what) {
    int count = reader.count("value types");
    ImplementationLimits.check(count, limit, what, "type section");
    ValueType[] values = new ValueType[count];
    for (int i = 0; i < count; i++) {
      values[i] = ValueTypeReader.valueType(reader, types);
    }
    return List.of(values);
  }

  private StructType structType() {
    int count = reader.count("fields");
    ImplementationLimits.check(
        count, ImplementationLimits.FIELDS, "fields of a structure", "type section");
    FieldType[] fields = new FieldType[count];
    for (int i = 0; i < count; i++) {
      fields[i] = fieldType();
    }
    return new StructType(Arrays.asList(fields));
  }

  private FieldType fieldType() {
    StorageType storage = ValueTypeReader.storageType(reader, types);
    return new FieldType(storage, ExternTypeReader.mutability(reader));
  }

  private RuntimeException unknownForm(int form, int offset) {
    if (form == 0x5d) {
      return new UnsupportedFeatureException("stack-switching", "type of the form 0x5d", offset);
    }
    return reader.malformed(
        form >= 0x80
            ? "integer representation too long"
            : "malformed definition type 0x" + Integer.toHexString(form));
  }
}
