package dev.heddle.wasm.fuzz;

import dev.heddle.wasm.types.AddressType;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** The operand stack of an activation. Source: core specification, section 4.2.12 (stack). */
final class Operands {

  private static final BigInteger TWO_32 = BigInteger.ONE.shiftLeft(32);
  private static final BigInteger TWO_64 = BigInteger.ONE.shiftLeft(64);

  private final List<Object> values = new ArrayList<>();

  /** How many values there are. */
  int size() {
    return values.size();
  }

  /** All values, lowest first. */
  List<Object> all() {
    return List.copyOf(values);
  }

  void push(Object value) {
    values.add(value);
  }

  void push(List<Object> several) {
    values.addAll(several);
  }

  /** Pushes an address, an index or a size. */
  void pushAddress(AddressType type, long value) {
    push(type == AddressType.I32 ? (Object) (int) value : (Object) value);
  }

  Object pop() {
    return values.removeLast();
  }

  int popInt() {
    return (Integer) pop();
  }

  long popLong() {
    return (Long) pop();
  }

  /** Pops a number of 32 bits without a sign. */
  BigInteger popUnsignedInt() {
    return popAddress(AddressType.I32);
  }

  /** Pops an address, an index or a size, which have no sign. */
  BigInteger popAddress(AddressType type) {
    return type == AddressType.I32
        ? BigInteger.valueOf(popInt()).mod(TWO_32)
        : BigInteger.valueOf(popLong()).mod(TWO_64);
  }

  /** The uppermost values, lowest first. */
  List<Object> pop(int count) {
    List<Object> top = values.subList(values.size() - count, values.size());
    List<Object> popped = new ArrayList<>(top);
    top.clear();
    return popped;
  }

  /** Takes away what is above a height, but for the uppermost values. */
  void unwind(int height, int kept) {
    List<Object> carried = pop(kept);
    while (values.size() > height) {
      values.removeLast();
    }
    push(carried);
  }
}
