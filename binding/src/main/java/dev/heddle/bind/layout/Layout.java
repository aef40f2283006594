package dev.heddle.bind.layout;

import dev.heddle.wasm.types.ValueType;
import java.util.List;

/**
 * How the values of one Java type cross the border: flat, as numbers in parameters and results, and
 * stored, as bytes in the guest's memory. Immutable and thread-safe.
 *
 * <p>To lower is to hand a Java value to the guest, to lift is to take one from it.
 */
public abstract sealed class Layout permits Choice, Fields, Opaque, Perhaps, Pointed, Scalar {

  private final int size;
  private final int alignment;
  private final List<ValueType> flat;

  Layout(int size, int alignment, List<ValueType> flat) {
    this.size = size;
    this.alignment = alignment;
    this.flat = List.copyOf(flat);
  }

  /** How many bytes a stored value has, a multiple of its alignment. */
  public final int size() {
    return size;
  }

  /** What its address is a multiple of. */
  public final int alignment() {
    return alignment;
  }

  /** The types of its flat values. */
  public final List<ValueType> flat() {
    return flat;
  }

  /** Whether something of it is always in memory, even if it is flat. */
  public abstract boolean usesMemory();

  /** Whether null is one of its values, which only references have. */
  public boolean takesNull() {
    return false;
  }

  /** Appends the flat values. */
  public abstract void lower(Object value, Lowering to);

  /** Takes the flat values. */
  public abstract Object lift(Lifting from);

  /** Writes the value to memory, wholly inside of which the address is known to lie. */
  public abstract void store(Object value, long address, Lowering to);

  /** Reads the value from memory, wholly inside of which the address is known to lie. */
  public abstract Object load(long address, Lifting from);

  /** The next address from an offset that is a multiple of an alignment. */
  static int align(int offset, int alignment) {
    return (offset + alignment - 1) & -alignment;
  }
}
