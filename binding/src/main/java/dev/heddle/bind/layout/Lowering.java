package dev.heddle.bind.layout;

import dev.heddle.wasm.Memory;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Values on their way to a guest: the flat ones as they come, the others in its memory. Used by one
 * thread, for one call.
 */
public final class Lowering {

  /** What is lent, three numbers each: address, size, alignment. */
  private static final int LOAN = 3;

  private static final long[] NOTHING = {};

  private final Guest guest;
  private final boolean lends;
  private final long[] numbers;
  private @Nullable Object @Nullable [] objects;
  private int next;
  private long[] loans = NOTHING;
  private int end;

  private Lowering(Guest guest, boolean lends, int flat) {
    this.guest = guest;
    this.lends = lends;
    this.numbers = new long[flat];
  }

  /**
   * Values that the guest has for the time of a call: what is allocated for them is freed by {@link
   * #free}, unless the guest's convention is to do that itself.
   *
   * @param flat how many flat values there are
   */
  public static Lowering lent(Guest guest, int flat) {
    return new Lowering(guest, guest.lends(), flat);
  }

  /** Values that are the guest's from now on. */
  public static Lowering given(Guest guest, int flat) {
    return new Lowering(guest, false, flat);
  }

  void number(long raw) {
    numbers[next++] = raw;
  }

  void zeros(int count) {
    next += count;
  }

  void object(@Nullable Object reference) {
    @Nullable Object[] all = objects == null ? new Object[numbers.length] : objects;
    all[next++] = reference;
    objects = all;
  }

  /** The flat values that are numbers, in raw form. */
  public long[] numbers() {
    return numbers;
  }

  /** The flat value at an index that is none. */
  public @Nullable Object objectAt(int index) {
    return objects == null ? null : objects[index];
  }

  Memory memory() {
    return guest.memory();
  }

  void storePointer(long address, long value) {
    if (guest.wide()) {
      memory().putLong(address, value);
    } else {
      memory().putInt(address, (int) value);
    }
  }

  /** Room for values whose address is the one flat value. */
  public long allocateArea(long size, int alignment) {
    long address = allocate(size, alignment);
    number(address);
    return address;
  }

  /**
   * Room in the guest's memory.
   *
   * @throws IllegalArgumentException if it is more than addresses of 32 bits reach
   */
  long allocate(long size, int alignment) {
    if (size == 0 && lends) {
      return alignment; // not null, as Rust wants it, and never read
    }
    if (size > Integer.MAX_VALUE && !guest.wide()) {
      throw new IllegalArgumentException(
          "an argument of " + size + " bytes is too large for a memory of 32 bits");
    }
    long address = guest.allocator().allocate(size, alignment);
    if (lends) {
      if (end == loans.length) {
        loans = Arrays.copyOf(loans, Math.max(2 * LOAN, 2 * end));
      }
      loans[end] = address;
      loans[end + 1] = size;
      loans[end + 2] = alignment;
      end += LOAN;
    }
    return address;
  }

  /** Whether there is anything to be freed. */
  public boolean hasLent() {
    return end > 0;
  }

  /** Frees what was lent, the last first. */
  public void free() {
    while (end > 0) {
      end -= LOAN;
      guest.allocator().free(loans[end], loans[end + 1], (int) loans[end + 2]);
    }
  }
}
