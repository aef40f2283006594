package dev.heddle.wasm.validate;

import dev.heddle.wasm.LimitExceededException;
import dev.heddle.wasm.types.AbstractHeapType;
import dev.heddle.wasm.types.DefinedType;
import dev.heddle.wasm.types.HeapType;
import dev.heddle.wasm.types.NumberType;
import dev.heddle.wasm.types.ReferenceType;
import dev.heddle.wasm.types.ValueType;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The types of one module in the form of {@link OperandTypes}, and the subtype relation among them.
 *
 * <p>Defined types that are equal have one number, the smallest of their indices. Immutable.
 * Source: core specification, section 3.3 (matching).
 */
final class ModuleTypes {

  /** As there may be thousands, messages show no more. */
  private static final int MAX_SHOWN = 16;

  private static final AbstractHeapType[] ABSTRACT = AbstractHeapType.values();

  /**
   * How many values of a module may be of another type than expected, a subtype or none in code
   * that cannot be reached: a call of two bytes takes a thousand of them, each of which takes time.
   */
  private static final int MANY_CONVERSIONS = 1 << 24;

  private static final int CONVERSIONS_PER_BYTE = 8;

  private final long maxConversions;
  private long conversions;
  private final List<DefinedType> types;
  private final Map<DefinedType, Integer> indices = new IdentityHashMap<>();

  /**
   * The types of a module.
   *
   * @param moduleBytes the size of the module, to which the time it takes is to be in proportion
   */
  ModuleTypes(List<DefinedType> types, int moduleBytes) {
    this.maxConversions = MANY_CONVERSIONS + (long) CONVERSIONS_PER_BYTE * moduleBytes;
    this.types = types;
    for (int i = 0; i < types.size(); i++) {
      indices.putIfAbsent(types.get(i), i);
    }
  }

  int of(ValueType type) {
    if (type instanceof NumberType number) {
      return OperandTypes.of(number);
    }
    return type instanceof ReferenceType reference
        ? OperandTypes.reference(heap(reference.heap()), reference.nullable())
        : OperandTypes.V128;
  }

  int[] of(List<ValueType> list) {
    int[] codes = new int[list.size()];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = of(list.get(i));
    }
    return codes;
  }

  /** The nullable reference to a heap type. */
  int nullable(HeapType heap) {
    return OperandTypes.reference(heap(heap), true);
  }

  /** The reference without null to the type with this index. */
  int nonNull(int typeIndex) {
    return OperandTypes.reference(heap(types.get(typeIndex)), false);
  }

  /** The nullable reference to the highest type of the hierarchy of a reference type. */
  int top(int type) {
    HeapType heap = heapType(OperandTypes.heap(type));
    return nullable(heap.top());
  }

  private int heap(HeapType heap) {
    if (heap instanceof AbstractHeapType kind) {
      return kind.ordinal();
    }
    Integer index = indices.get(heap);
    if (index == null) {
      throw new IllegalStateException(heap + " is not a type of this module");
    }
    return OperandTypes.FIRST_DEFINED_HEAP + index;
  }

  private HeapType heapType(int heap) {
    return heap < OperandTypes.FIRST_DEFINED_HEAP
        ? ABSTRACT[heap]
        : types.get(heap - OperandTypes.FIRST_DEFINED_HEAP);
  }

  /** Whether a value of one type may be where the other is expected. */
  boolean matches(int type, int expected) {
    if (type == expected || type == OperandTypes.ANY) {
      return true;
    }
    return OperandTypes.isReference(type)
        && OperandTypes.isReference(expected)
        && (OperandTypes.isNullable(expected) || !OperandTypes.isNullable(type))
        && matchesHeap(OperandTypes.heap(type), OperandTypes.heap(expected));
  }

  /** Whether values of these types may be where those are expected. */
  boolean matches(int[] found, int[] expected, Diagnostics diagnostics) {
    if (Arrays.equals(found, expected)) {
      return true;
    }
    countConversions(found.length, diagnostics);
    boolean all = found.length == expected.length;
    for (int i = 0; all && i < found.length; i++) {
      all = matches(found[i], expected[i]);
    }
    return all;
  }

  /**
   * Counts values that are of another type than expected.
   *
   * @throws LimitExceededException if there have been too many
   */
  void countConversions(int count, Diagnostics diagnostics) {
    conversions += count;
    if (conversions > maxConversions) {
      throw new LimitExceededException(
          "too many operands of other types than expected: more than "
              + maxConversions
              + " "
              + diagnostics.where());
    }
  }

  private boolean matchesHeap(int heap, int expected) {
    return heap == expected
        || heap == OperandTypes.BOTTOM_HEAP
        || expected != OperandTypes.BOTTOM_HEAP && heapType(heap).isSubtypeOf(heapType(expected));
  }

  /** The type in the notation of the text format. */
  String text(int type) {
    if (OperandTypes.isReference(type)) {
      return referenceText(OperandTypes.heap(type), OperandTypes.isNullable(type));
    }
    return switch (type) {
      case OperandTypes.ANY -> "any";
      case OperandTypes.I32 -> "i32";
      case OperandTypes.I64 -> "i64";
      case OperandTypes.F32 -> "f32";
      case OperandTypes.F64 -> "f64";
      case OperandTypes.V128 -> "v128";
      default -> throw new IllegalArgumentException("no operand type: " + type);
    };
  }

  private static String referenceText(int heap, boolean nullable) {
    if (heap < ABSTRACT.length) {
      return new ReferenceType(nullable, ABSTRACT[heap]).toString();
    }
    String name =
        heap == OperandTypes.BOTTOM_HEAP
            ? "any"
            : Integer.toString(heap - OperandTypes.FIRST_DEFINED_HEAP);
    return (nullable ? "(ref null " : "(ref ") + name + ")";
  }

  String text(int[] list) {
    return text(list, 0, list.length);
  }

  /** The last of the types as messages show them, e.g. {@code [i32 i64]}. */
  String text(int[] list, int from, int to) {
    int shown = Math.max(from, to - MAX_SHOWN);
    StringBuilder text = new StringBuilder(shown == from ? "[" : "[... ");
    for (int i = shown; i < to; i++) {
      text.append(i == shown ? "" : " ").append(text(list[i]));
    }
    return text.append(']').toString();
  }
}
