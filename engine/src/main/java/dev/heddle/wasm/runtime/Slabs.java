package dev.heddle.wasm.runtime;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Zeroed native memory in slots of one size, of which there may be hundreds of thousands.
 *
 * <p>A slab is one mapping of {@link PrivateFile#ZEROS}, cut into slots: a mapping for each would
 * be more than an operating system allows, and would cost more to make and to undo than many a
 * guest uses. A slot is free once nobody refers to any part of it. Guests that come and go leave
 * whole slabs free, whose memory then goes back to the system; where some of them stay, the free
 * slots between them are cleared and used again as soon as they are more than those in use.
 * Thread-safe.
 */
final class Slabs {

  /** The largest slot, in bytes. */
  static final int LARGEST = 1 << 20;

  /** The smallest slot, in bytes. */
  static final int SMALLEST = 64 << 10;

  /** The bits of a {@code long}. */
  private static final int MAX_SLOTS = 64;

  private static final int MAX_SLAB = 16 << 20;

  private static final Slabs[] BY_SIZE = bySize();

  /** A mapping and what is known of its slots: a bit each. Guarded by the slabs it belongs to. */
  private static final class Slab {

    /** Those in use refer to it, too: once there are none, it is unmapped. */
    final WeakReference<ByteBuffer> mapping;

    final @Nullable Slot[] slots;
    long used;
    long free;
    int begun;
    boolean gone;

    Slab(ByteBuffer mapping, int slots) {
      this.mapping = new WeakReference<>(mapping);
      this.slots = new Slot[slots];
    }
  }

  /** Tells when a slot is free. */
  private static final class Slot extends PhantomReference<ByteBuffer> {

    final Slab slab;
    final int index;

    Slot(ByteBuffer view, ReferenceQueue<ByteBuffer> freed, Slab slab, int index) {
      super(view, freed);
      this.slab = slab;
      this.index = index;
    }
  }

  /**
   * A slot for somebody.
   *
   * @param view the buffer whose being referred to keeps the slot in use
   * @param cleared whether it is all zeros
   */
  private record Taken(ByteBuffer view, boolean cleared) {}

  private final int slotBytes;
  private final int slotsOfSlab;
  private final ReferenceQueue<ByteBuffer> freed = new ReferenceQueue<>();
  private final Set<Slab> slabs = new LinkedHashSet<>();
  private final Set<Slab> withFreeSlots = new LinkedHashSet<>();
  private @Nullable Slab current;
  private @Nullable ByteBuffer currentMapping;
  private long used;
  private long free;

  /** No slabs yet, of slots of this size. */
  Slabs(int slotBytes) {
    this.slotBytes = slotBytes;
    this.slotsOfSlab = Math.min(MAX_SLOTS, MAX_SLAB / slotBytes);
  }

  private static Slabs[] bySize() {
    Slabs[] slabs = new Slabs[Integer.numberOfTrailingZeros(LARGEST / SMALLEST) + 1];
    for (int i = 0; i < slabs.length; i++) {
      slabs[i] = new Slabs(SMALLEST << i);
    }
    return slabs;
  }

  /** Those with the smallest slots of at least this size, which must be at most the largest. */
  static Slabs ofAtLeast(long bytes) {
    int steps = Long.SIZE - Long.numberOfLeadingZeros((Math.max(bytes, 1) - 1) / SMALLEST);
    return BY_SIZE[steps];
  }

  /** The size of a slot, in bytes. */
  int slotBytes() {
    return slotBytes;
  }

  /** A slot, if the operating system has room; it is the taker's as long as it is referred to. */
  Optional<MemorySegment> take() {
    Taken taken = takeView();
    if (taken == null) {
      return Optional.empty();
    }
    // not a part of the mapping's own segment: this one keeps its view alive, and nothing else does
    MemorySegment slot = MemorySegment.ofBuffer(taken.view);
    return Optional.of(taken.cleared ? slot : slot.fill((byte) 0));
  }

  private synchronized @Nullable Taken takeView() {
    while (freed.poll() instanceof Slot slot) {
      noteFree(slot);
    }
    while (free > used) {
      Taken taken = takeFree(withFreeSlots.iterator().next());
      if (taken != null) {
        return taken;
      }
    }
    return takeNew();
  }

  private void noteFree(Slot slot) {
    Slab slab = slot.slab;
    if (slab.gone) {
      return;
    }
    long bit = 1L << slot.index;
    slab.slots[slot.index] = null;
    slab.used &= ~bit;
    slab.free |= bit;
    used--;
    free++;
    withFreeSlots.add(slab);
    if (slab.used == 0 && slab != current) {
      drop(slab);
    }
  }

  private void drop(Slab slab) {
    slab.gone = true;
    used -= Long.bitCount(slab.used);
    free -= Long.bitCount(slab.free);
    slabs.remove(slab);
    withFreeSlots.remove(slab);
  }

  private @Nullable Taken takeFree(Slab slab) {
    ByteBuffer mapping = slab.mapping.get();
    if (mapping == null) {
      drop(slab);
      return null;
    }
    int index = Long.numberOfTrailingZeros(slab.free);
    slab.free &= slab.free - 1;
    free--;
    if (slab.free == 0) {
      withFreeSlots.remove(slab);
    }
    return new Taken(view(slab, mapping, index), false);
  }

  private @Nullable Taken takeNew() {
    Slab slab = current;
    ByteBuffer mapping = currentMapping;
    if (slab == null || mapping == null || slab.begun == slotsOfSlab) {
      try {
        mapping = PrivateFile.ZEROS.map(slotsOfSlab * slotBytes);
      } catch (IOException | UnsupportedOperationException e) {
        return null;
      }
      Slab full = slab;
      slab = new Slab(mapping, slotsOfSlab);
      slabs.add(slab);
      current = slab;
      currentMapping = mapping;
      if (full != null && full.used == 0) {
        drop(full);
      }
    }
    return new Taken(view(slab, mapping, slab.begun++), true);
  }

  private ByteBuffer view(Slab slab, ByteBuffer mapping, int index) {
    ByteBuffer view = mapping.slice(index * slotBytes, slotBytes);
    slab.slots[index] = new Slot(view, freed, slab, index);
    slab.used |= 1L << index;
    used++;
    return view;
  }
}
