package dev.heddle.wasm;

import org.jspecify.annotations.Nullable;

/**
 * A 31-bit integer as a reference: WebAssembly's {@code i31}.
 *
 * <p>Two of the same value are the same reference for guests, and equal. Immutable and thread-safe.
 * Source: core specification, section 2.3.3 (heap types).
 *
 * @param value the integer, {@link #MIN} to {@link #MAX}
 */
public record I31(int value) {

  /** The smallest value. */
  public static final int MIN = -1 << 30;

  /** The largest value. */
  public static final int MAX = (1 << 30) - 1;

  /**
   * The reference to an integer.
   *
   * @throws IllegalArgumentException if it does not fit 31 bits
   */
  public I31 {
    if (value < MIN || value > MAX) {
      throw new IllegalArgumentException(
          "an i31 is an integer from " + MIN + " to " + MAX + ", not " + value);
    }
  }

  /** The reference to the lower 31 bits of an integer, as {@code ref.i31} makes it. */
  public static I31 wrap(int bits) {
    return new I31(bits << 1 >> 1);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof I31(int otherValue) && value == otherValue;
  }

  @Override
  public int hashCode() {
    return value;
  }

  @Override
  public String toString() {
    return "i31 " + value;
  }

  /** The value without its sign, as {@code i31.get_u} gives it. */
  public int unsignedValue() {
    return value & Integer.MAX_VALUE;
  }
}
