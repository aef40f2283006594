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
      if (type.supertype().isPresent()) {
        add((HeapType) type.supertype().get());
      } else {
        add(-1);
      }
      add(type.composite());
    }
    return Arrays.copyOf(numbers, size);
  }

  private void add(CompositeType composite) {
    if (composite instanceof FunctionType function) {
      add(FUNCTION);
      addAll(function.parameters());
      addAll(function.results());
    } else if (composite instanceof StructType struct) {
      add(STRUCT);
      add(struct.fields().size());
      for (FieldType field : struct.fields()) {
        add(field);
      }
    } else {
      add(ARRAY);
      add(((ArrayType) composite).element());
    }
  }

  private void addAll(List<ValueType> types) {
    add(types.size());
    for (ValueType type : types) {
      add(type);
    }
  }

  private void add(FieldType field) {
    add(field.mutable() ? 1 : 0);
    add(field.storage());
  }

  private void add(StorageType type) {
    if (type instanceof NumberType number) {
      add(number.ordinal() << 2 | NUMBER);
    } else if (type instanceof VectorType vector) {
      add(vector.ordinal() << 2 | VECTOR);
    } else if (type instanceof PackedType packed) {
      add(packed.ordinal() << 2 | PACKED);
    } else {
      ReferenceType reference = (ReferenceType) type;
      add((reference.nullable() ? 1 : 0) << 2 | REFERENCE);
      add(reference.heap());
    }
  }

  private void add(HeapType heap) {
    if (heap instanceof AbstractHeapType kind) {
      add((long) kind.ordinal() << 2 | ABSTRACT);
    } else {
      DefinedType type = (DefinedType) heap;
      add(
          type.group() == group
              ? (long) type.indexInGroup() << 2 | INSIDE
              : type.id << 2 | OUTSIDE);
    }
  }

  private void add(long number) {
    if (size == numbers.length) {
      numbers = Arrays.copyOf(numbers, size * 2);
    }
    numbers[size++] = number;
  }
}
