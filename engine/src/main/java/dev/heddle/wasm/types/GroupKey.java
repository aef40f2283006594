package dev.heddle.wasm.types;

import java.util.Arrays;
import java.util.List;

/**
 * Writes the structure of a group down as numbers, the same ones for groups of equal structure.
 *
 * <p>A type of the same group is written as its place in it. Any other type is canonical already
 * and is written as its identity, which does not keep it from being collected. Not thread-safe.
 */
final class GroupKey {

  private static final long FUNCTION = 0;
  private static final long STRUCT = 1;
  private static final long ARRAY = 2;

  private static final long NUMBER = 0;
  private static final long VECTOR = 1;
  private static final long PACKED = 2;
  private static final long REFERENCE = 3;

  private static final long ABSTRACT = 0;
  private static final long INSIDE = 1;
  private static final long OUTSIDE = 2;

  private final RecursionGroup group;
  private long[] numbers = new long[16];
  private int size;

  GroupKey(RecursionGroup group) {
    this.group = group;
  }

  long[] toArray() {
    for (DefinedType type : group.types()) {
      add(type.isFinal() ? 1 : 0);
      type.supertype().ifPresentOrElse(this::add, () -> add(-1));
      add(type.composite());
    }
    return Arrays.copyOf(numbers, size);
  }

  private void add(CompositeType composite) {
    switch (composite) {
      case FunctionType(List<ValueType> parameters, List<ValueType> results) -> {
        add(FUNCTION);
        add(parameters.size());
        parameters.forEach(this::add);
        add(results.size());
        results.forEach(this::add);
      }
      case StructType(List<FieldType> fields) -> {
        add(STRUCT);
        add(fields.size());
        fields.forEach(this::add);
      }
      case ArrayType(FieldType element) -> {
        add(ARRAY);
        add(element);
      }
    }
  }

  private void add(FieldType field) {
    add(field.mutable() ? 1 : 0);
    add(field.storage());
  }

  private void add(StorageType type) {
    switch (type) {
      case NumberType number -> add(number.ordinal() << 2 | NUMBER);
      case VectorType vector -> add(vector.ordinal() << 2 | VECTOR);
      case PackedType packed -> add(packed.ordinal() << 2 | PACKED);
      case ReferenceType(boolean nullable, HeapType heap) -> {
        add((nullable ? 1 : 0) << 2 | REFERENCE);
        add(heap);
      }
    }
  }

  private void add(HeapType heap) {
    switch (heap) {
      case AbstractHeapType kind -> add((long) kind.ordinal() << 2 | ABSTRACT);
      case DefinedType type when type.group() == group ->
          add((long) type.indexInGroup() << 2 | INSIDE);
      case DefinedType type -> add(type.id << 2 | OUTSIDE);
    }
  }

  private void add(long number) {
    if (size == numbers.length) {
      numbers = Arrays.copyOf(numbers, size * 2);
    }
    numbers[size++] = number;
  }
}
