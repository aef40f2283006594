package dev.heddle.wasm.fuzz;

import dev.heddle.wasm.TrapKind;
import dev.heddle.wasm.types.AddressType;
import dev.heddle.wasm.types.TableType;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;

/** A table of the reference evaluator, which has a maximum. */
final class ReferenceTable {

  private final TableType type;
  private Object[] elements;

  /** A table of nulls. */
  ReferenceTable(TableType type) {
    this.type = type;
    elements = new Object[Math.toIntExact(type.minimum())];
    Arrays.fill(elements, ReferenceEvaluator.NULL);
  }

  /** The type of its indices. */
  AddressType address() {
    return type.address();
  }

  /** What is in it. */
  Object[] elements() {
    return elements;
  }

  /** What is in it, not to be changed. */
  List<Object> contents() {
    return List.of(elements);
  }

  /** Makes it larger; the size before, or -1 if it cannot be so large. */
  long grow(BigInteger count, Object value) {
    int before = elements.length;
    BigInteger after = count.add(BigInteger.valueOf(before));
    if (after.compareTo(BigInteger.valueOf(type.maximum().orElseThrow())) > 0) {
      return -1;
    }
    elements = Arrays.copyOf(elements, after.intValueExact());
    Arrays.fill(elements, before, elements.length, value);
    return before;
  }

  /** The place of some elements, all of which must be inside. */
  int place(BigInteger index, BigInteger count) {
    return place(index, count, elements.length);
  }

  /** The place of some elements within as many as there are. */
  static int place(BigInteger index, BigInteger count, int size) {
    if (index.add(count).compareTo(BigInteger.valueOf(size)) > 0) {
      throw new ReferenceTrap(TrapKind.TABLE_OUT_OF_BOUNDS);
    }
    return index.intValueExact();
  }
}
