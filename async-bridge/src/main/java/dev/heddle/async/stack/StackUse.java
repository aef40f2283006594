package dev.heddle.async.stack;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one call has on the shadow stacks of its store. Used only by who holds the baton. */
public final class StackUse {

  private static final byte[] IN_PLACE = new byte[0];

  /** What it has on one of them: what is below {@code base}, or a region of its own. */
  private static final class Part {
    final ShadowStack stack;
    final long base;
    long pointer;
    byte[] bytes = IN_PLACE;
    @Nullable Region region;

    /** Where thread-locals are outside of the region while the call runs, and inside else. */
    long threadLocals;

    Part(ShadowStack stack, long base) {
      this.stack = stack;
      this.base = base;
    }

    /** Has the call go on in a region. */
    void moveTo(Region found, Regions regions) {
      region = found;
      stack.bound(found);
      stack.pointer(found.highest());
      GuestThreadLocals locals = regions.threadLocals();
      if (locals != null) {
        threadLocals = locals.current();
        locals.begin(found.threadLocals());
      }
    }

    void switchThreadLocals() {
      Regions regions = stack.regions();
      if (region != null && regions != null && regions.threadLocals() != null) {
        long other = threadLocals;
        threadLocals = regions.threadLocals().current();
        regions.threadLocals().current(other);
      }
    }
  }

  private final List<Part> parts = new ArrayList<>(1);

  /** Nothing yet. */
  public StackUse() {}

  /** The call begins: the stacks are as it finds them (rule S2). */
  void enter(List<ShadowStack> stacks) {
    for (ShadowStack stack : stacks) {
      parts.add(new Part(stack, stack.pointer()));
    }
  }

  /**
   * Moves the call, which has nothing on the stacks yet, to regions that are there (rule S7).
   *
   * @return whether it has all that it may have
   */
  public boolean moveToIdleRegions() {
    boolean all = true;
    for (Part part : parts) {
      Regions regions = part.stack.regions();
      if (regions != null && part.region == null) {
        Region idle = regions.idle();
        if (idle == null) {
          all = false;
        } else {
          part.moveTo(idle, regions);
        }
      }
    }
    return all;
  }

  /**
   * Moves it to regions that are made for it, by the guest. Where there is none to be had its stack
   * is copied.
   *
   * @return how many of its stacks are
   */
  public int moveToNewRegions() {
    int copied = 0;
    for (Part part : parts) {
      Regions regions = part.stack.regions();
      if (regions != null && part.region == null) {
        Region made = regions.make();
        if (made == null) {
          copied++;
        } else {
          part.moveTo(made, regions);
        }
      }
    }
    return copied;
  }

  /** Takes the call's bytes off the stacks, which are then as they were when it began (rule S3). */
  void setAside(List<ShadowStack> stacks) {
    for (ShadowStack stack : stacks) {
      if (!knows(stack)) {
        // Its instance was made during the call.
        parts.add(new Part(stack, stack.rest()));
      }
    }
    // First all that may fail, for want of room, then all that may not.
    for (Part part : parts) {
      if (part.region == null) {
        part.bytes = part.stack.read(part.base);
      }
    }
    for (Part part : parts) {
      part.pointer = part.stack.pointer();
      part.stack.bound(null);
      part.stack.pointer(part.base);
      part.switchThreadLocals();
    }
  }

  /** Puts back what was set aside (rule S4). */
  void putBack() {
    for (Part part : parts) {
      part.stack.bound(part.region);
      if (part.region == null) {
        part.stack.write(part.pointer, part.bytes);
        part.bytes = IN_PLACE;
      } else {
        part.stack.pointer(part.pointer);
        part.switchThreadLocals();
      }
    }
  }

  /** The call is over, however it ended: the stack pointers are as it found them (rule S5). */
  void leave() {
    for (Part part : parts) {
      part.stack.bound(null);
      part.stack.pointer(part.base);
      part.switchThreadLocals();
      giveBack(part);
    }
  }

  private static void giveBack(Part part) {
    Region region = part.region;
    Regions regions = part.stack.regions();
    if (region != null && regions != null) {
      part.region = null;
      regions.giveBack(region);
    }
  }

  private boolean knows(ShadowStack stack) {
    for (Part part : parts) {
      if (part.stack == stack) {
        return true;
      }
    }
    return false;
  }
}
