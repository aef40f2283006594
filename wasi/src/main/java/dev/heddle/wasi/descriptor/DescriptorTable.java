package dev.heddle.wasi.descriptor;

import dev.heddle.wasi.Errno;
import dev.heddle.wasi.WasiException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a guest has open, by numbers: a new one is the lowest that is free. */
public final class DescriptorTable {

  private final List<@Nullable Descriptor> open = new ArrayList<>();
  private final BitSet used = new BitSet();
  private final int most;

  /** An empty one, in which so many may be open. */
  public DescriptorTable(int most) {
    this.most = most;
  }

  /** Fails if no more may be opened. */
  public void requireRoom() {
    if (used.cardinality() >= most) {
      throw new WasiException(Errno.MFILE, most + " files are open");
    }
  }

  /** Adds one; there must be room. */
  public int add(Descriptor added) {
    requireRoom();
    int number = used.nextClearBit(0);
    set(number, added);
    return number;
  }

  private void set(int number, @Nullable Descriptor descriptor) {
    while (open.size() <= number) {
      open.add(null);
    }
    open.set(number, descriptor);
    used.set(number, descriptor != null);
  }

  /** The one of a number. */
  public Descriptor get(int number) {
    Descriptor found = number >= 0 && number < open.size() ? open.get(number) : null;
    if (found == null) {
      throw new WasiException(Errno.BADF, "nothing is open as " + Integer.toUnsignedString(number));
    }
    return found;
  }

  /** The one of a number, with which something is to be done. */
  public Descriptor get(int number, long right) {
    Descriptor found = get(number);
    found.require(right);
    return found;
  }

  /** The directory of a number, in which something is to be done. */
  public DirectoryDescriptor directory(int number, long right) {
    Descriptor found = get(number);
    if (!(found instanceof DirectoryDescriptor directory)) {
      throw new WasiException(Errno.NOTDIR, number + " is no directory");
    }
    directory.require(right);
    return directory;
  }

  /** Takes one out, to be closed. */
  public Descriptor remove(int number) {
    Descriptor removed = get(number);
    set(number, null);
    return removed;
  }

  /**
   * Gives one the number of another.
   *
   * @return the other, to be closed; null if both are one
   */
  public @Nullable Descriptor renumber(int from, int to) {
    Descriptor moved = get(from);
    Descriptor replaced = get(to);
    if (from == to) {
      return null;
    }
    set(to, moved);
    set(from, null);
    return replaced;
  }

  /** All of them. */
  public List<Descriptor> all() {
    List<Descriptor> all = new ArrayList<>();
    for (Descriptor each : open) {
      if (each != null) {
        all.add(each);
      }
    }
    return all;
  }

  /** Takes all out, to be closed. */
  public List<Descriptor> removeAll() {
    List<Descriptor> removed = all();
    open.clear();
    used.clear();
    return removed;
  }
}
