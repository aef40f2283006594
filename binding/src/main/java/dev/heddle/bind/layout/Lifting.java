package dev.heddle.bind.layout;

import dev.heddle.bind.GuestDataException;
import dev.heddle.wasm.Memory;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Values on their way from a guest, which is trusted in nothing: every address, length and number
 * is looked at before it is used, and there is a limit to what one call hands over, as a small
 * memory may name one large piece of itself many times. Used by one thread, for one call.
 */
public final class Lifting {

  private final Guest guest;
  private final long[] numbers;
  private final @Nullable Object @Nullable [] objects;
  private int next;
  private long left;
  private String what = "";

  /**
   * @param numbers the flat values that are numbers, in raw form
   * @param objects those that are none, at their places, if there are any
   */
  public Lifting(Guest guest, long[] numbers, @Nullable Object @Nullable [] objects) {
    this.guest = guest;
    this.numbers = numbers;
    this.objects = objects;
    this.left = guest.limit();
  }

  /** Says what is lifted next, for messages. */
  public Lifting at(String place) {
    what = place;
    return this;
  }

  long number() {
    return numbers[next++];
  }

  /** Whether the next flat value is a reference to nothing. */
  public boolean isNull() {
    return objects != null && Objects.requireNonNull(objects)[next] == null;
  }

  /** Passes over flat values. */
  public void skip(int count) {
    next += count;
  }

  Object object() {
    return Objects.requireNonNull(Objects.requireNonNull(objects)[next++]);
  }

  long pointer() {
    return guest.wide() ? number() : number() & 0xffff_ffffL;
  }

  long loadPointer(long address) {
    return guest.wide()
        ? memory().getLong(address)
        : Integer.toUnsignedLong(memory().getInt(address));
  }

  Memory memory() {
    return guest.memory();
  }

  /** The value at the address that is the next flat value. */
  public Object loadPointed(Layout layout) {
    long address = pointer();
    check(address, 1, layout.size(), layout.alignment(), layout.size());
    return layout.load(address, this);
  }

  /** Where values are that take so many bytes: the address that is the next flat value. */
  public long area(int size, int alignment) {
    long address = pointer();
    check(address, 1, size, alignment, 0);
    return address;
  }

  /**
   * Checks a piece of memory before anything is allocated for it.
   *
   * @param weight how many bytes of Java's heap each unit takes
   */
  void check(long address, long count, int unit, int alignment, int weight) {
    if (count < 0
        || count > Integer.MAX_VALUE - 16
        || count * unit > memory().size()
        || address < 0
        || count * unit > 0 && address > memory().size() - count * unit) {
      throw failure(
          units(count, unit)
              + " at "
              + hex(address)
              + " lie outside of the guest's memory of "
              + memory().size()
              + " bytes");
    }
    if (count > 0 && address % alignment != 0) {
      throw failure(
          units(count, unit) + " at " + hex(address) + " are not aligned to " + alignment);
    }
    left -= count * weight;
    if (left < 0) {
      throw failure(
          units(count, unit)
              + " go beyond the limit of "
              + guest.limit()
              + " bytes that one call may hand over: raise it with maxTransferBytes(...)");
    }
  }

  private static String units(long count, int unit) {
    return unit == 1
        ? Long.toUnsignedString(count) + " bytes"
        : Long.toUnsignedString(count) + " times " + unit + " bytes";
  }

  static String hex(long address) {
    return "0x" + Long.toHexString(address);
  }

  /** What to throw where the guest's data are wrong. */
  GuestDataException failure(String wrong) {
    return new GuestDataException(what + ": " + wrong);
  }
}
