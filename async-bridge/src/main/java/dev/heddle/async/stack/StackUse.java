package dev.heddle.async.stack;

import java.util.ArrayList;
import java.util.List;

/** What one call has on the shadow stacks of its store. Used only by who holds the baton. */
public final class StackUse {

  private static final byte[] IN_PLACE = new byte[0];

  private static final class Part {
    final ShadowStack stack;
    final long base;
    long pointer;
    byte[] bytes = IN_PLACE;

    Part(ShadowStack stack, long base) {
      this.stack = stack;
      this.base = base;
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
      part.bytes = part.stack.read(part.base);
    }
    for (Part part : parts) {
      part.pointer = part.stack.pointer();
      part.stack.pointer(part.base);
    }
  }

  /** Puts back what was set aside (rule S4). */
  void putBack() {
    for (Part part : parts) {
      part.stack.write(part.pointer, part.bytes);
      part.bytes = IN_PLACE;
    }
  }

  /** The call is over, however it ended: the stack pointers are as it found them (rule S5). */
  void leave() {
    for (Part part : parts) {
      part.stack.pointer(part.base);
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
