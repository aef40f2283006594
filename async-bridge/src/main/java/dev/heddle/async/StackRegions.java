package dev.heddle.async;

import dev.heddle.async.stack.RegionChoice;
import java.util.Objects;

/**
 * Where {@linkplain Concurrency#INTERLEAVED interleaved} calls have the stack that compilers for C,
 * C++, Rust and others keep in linear memory: each in a region of its own in the guest's memory, so
 * that pointers into the stack of a call that waits stay valid, and nothing is copied.
 *
 * <p>Regions are made when they are first needed, by a call before it enters the guest, and kept
 * for the next. A call that uses more of its region than there is traps with {@link
 * dev.heddle.wasm.TrapKind#CALL_STACK_EXHAUSTED}, before anything outside of it is touched: the
 * engine checks the stack pointer wherever the guest moves it. So a guest that switches stacks
 * itself, between fibers for example, needs {@link #none()}.
 *
 * <p>The thread-locals of a guest that was compiled for threads go with the region, if it exports
 * {@code __wasm_init_tls}, {@code __tls_base}, {@code __tls_size} and {@code __tls_align}: each
 * call begins with fresh ones, as a thread does, and keeps them while it waits.
 *
 * <p>Where no region can be had the stack is copied: what the call has on it is set aside while
 * others run. {@link AsyncInstance#stacks()} tells. Immutable and thread-safe.
 */
public final class StackRegions {

  private static final int DEFAULT_SIZE = 64 << 10;
  private static final int DEFAULT_MOST = 1_024;
  private static final int LARGEST = 1 << 30;

  private final RegionChoice choice;

  private StackRegions(RegionChoice choice) {
    this.choice = choice;
  }

  private static StackRegions from(RegionChoice.Source source) {
    return new StackRegions(new RegionChoice(source, DEFAULT_SIZE, DEFAULT_MOST));
  }

  /**
   * From the guest's {@code malloc}, if it exports that and {@code free}; else from pages that are
   * added to its memory, if it defines the memory and has neither {@code memory.size} nor {@code
   * memory.grow}, so that it takes no notice; else none. 1,024 regions of 64 KiB at the most.
   */
  public static StackRegions automatic() {
    return from(new RegionChoice.Anywhere());
  }

  /**
   * From functions of the guest's allocator.
   *
   * @param allocate the name of an export that takes a size and returns an address, or 0 if there
   *     is no memory
   * @param free the name of an export that takes the address; it is called before a snapshot
   */
  public static StackRegions fromAllocator(String allocate, String free) {
    return from(
        new RegionChoice.Allocator(
            Objects.requireNonNull(allocate, "allocate"), Objects.requireNonNull(free, "free")));
  }

  /**
   * From a part of the guest's memory that it leaves alone.
   *
   * @param from the address of its first byte
   * @param to the address behind its last byte
   */
  public static StackRegions fromRange(long from, long to) {
    if (from < 0 || from > to) {
      throw new IllegalArgumentException(
          "a range begins at 0 or above, and ends no lower, not " + from + " to " + to);
    }
    return from(new RegionChoice.Range(from, to));
  }

  /**
   * From a part of the guest's memory that it has set aside, as an array for example.
   *
   * @param start the name of an immutable global that the guest exports, with the address of the
   *     first byte; clang and lld make one of a variable by {@code -Wl,--export=NAME}
   * @param bytes how large the part is
   */
  public static StackRegions fromExport(String start, long bytes) {
    return from(new RegionChoice.ExportedRange(Objects.requireNonNull(start, "start"), bytes));
  }

  /** None: stacks are copied. */
  public static StackRegions none() {
    return from(new RegionChoice.Nowhere());
  }

  /**
   * The same with regions of another size: how much a call may have on its stack; 64 KiB by
   * default, which is what {@code clang} gives a program. Some 160 bytes more are taken for each.
   *
   * @param bytes from 1,024 to 1 GiB
   */
  public StackRegions size(int bytes) {
    if (bytes < 1_024 || bytes > LARGEST) {
      throw new IllegalArgumentException(
          "a region has 1024 to " + LARGEST + " bytes, not " + bytes);
    }
    return new StackRegions(new RegionChoice(choice.source(), bytes, choice.most()));
  }

  /**
   * The same with another bound on how many there are; the stacks of calls beyond are copied. 1,024
   * by default.
   *
   * @param regions at least 1
   */
  public StackRegions most(int regions) {
    if (regions < 1) {
      throw new IllegalArgumentException("there may be 1 region or more, not " + regions);
    }
    return new StackRegions(new RegionChoice(choice.source(), choice.size(), regions));
  }

  RegionChoice choice() {
    return choice;
  }

  @Override
  public String toString() {
    return "stack regions " + choice;
  }
}
