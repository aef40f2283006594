package dev.heddle.wasm.bytecode;

import java.util.Arrays;

/**
 * Knows the types of variables and of what is on the operand stack while a method is written, and
 * writes the frames that the verifier wants where jumps lead to. Not thread-safe.
 */
final class StackMap {

  private static final int SAME_WITH_ITEM = 64;
  private static final int SAME_WITH_ITEM_EXTENDED = 247;
  private static final int SAME_EXTENDED = 251;
  private static final int FULL = 255;

  /** From this distance on a frame does not have it in its first byte. */
  private static final int LARGE_DELTA = 64;

  /** So many variables at most more or less than before have a short form. */
  private static final int MAX_DIFFERENCE = 3;

  int[] locals = new int[64];
  int localCount;
  private int[] stack = new int[64];
  private int stackCount;

  private int depth;
  private int maxDepth;

  /** What jumps that lead to labels leave there: two counts, variables, and the stack. */
  private int[] saved = new int[1_024];

  private int savedCount;

  // The frames written so far
  private final Bytes frames = new Bytes(1_024);
  private int frameCount;
  private int[] last = new int[64];
  private int lastCount;
  private int[] next = new int[64];
  private int lastPosition;

  /** Begins a method without anything in variables. */
  void begin() {
    localCount = 0;
    stackCount = 0;
    depth = 0;
    maxDepth = 0;
    savedCount = 0;
    frames.length = 0;
    frameCount = 0;
    lastPosition = -1;
  }

  /** Takes note that variables are now as they are where the method begins. */
  void parametersAreThere() {
    lastCount = entries();
    int[] before = last;
    last = next;
    next = before;
  }

  int maxDepth() {
    return maxDepth;
  }

  // ---- The operand stack

  void push(int type) {
    if (stackCount == stack.length) {
      stack = Arrays.copyOf(stack, 2 * stackCount);
    }
    stack[stackCount++] = type;
    depth += Verification.slotSize(type);
    maxDepth = Math.max(maxDepth, depth);
  }

  int pop() {
    int type = stack[--stackCount];
    depth -= Verification.slotSize(type);
    return type;
  }

  void pop(int count) {
    for (int i = 0; i < count; i++) {
      pop();
    }
  }

  int top() {
    return stack[stackCount - 1];
  }

  // ---- Variables

  void store(int place, int type) {
    int end = place + Verification.slotSize(type);
    if (end > locals.length) {
      locals = Arrays.copyOf(locals, Math.max(2 * locals.length, end));
    }
    if (end > localCount) {
      Arrays.fill(locals, localCount, end, Verification.TOP);
      localCount = end;
    }
    locals[place] = type;
    if (end > place + 1) {
      locals[place + 1] = Verification.SECOND;
    }
  }

  /** Knows of variables what a frame says, and has nothing on the stack. */
  void restore(Frame frame) {
    if (frame.count > locals.length) {
      locals = Arrays.copyOf(locals, Math.max(2 * locals.length, frame.count));
    }
    System.arraycopy(frame.locals, 0, locals, 0, frame.count);
    localCount = frame.count;
    stackCount = 0;
    depth = 0;
  }

  // ---- What jumps leave where they lead to

  /** Takes note of what one more jump leaves where a label is, or what is there without a jump. */
  void meet(Label label) {
    if (label.frame < 0) {
      label.frame = save();
      return;
    }
    int at = label.frame;
    int count = saved[at];
    if (saved[at + 1] != stackCount) {
      throw new IllegalStateException("jumps lead to one place with different stacks");
    }
    at += 2;
    for (int i = 0; i < count; i++) {
      if (i >= localCount || saved[at + i] != locals[i]) {
        saved[at + i] = Verification.TOP;
      }
    }
  }

  private int save() {
    int size = 2 + localCount + stackCount;
    if (savedCount + size > saved.length) {
      saved = Arrays.copyOf(saved, Math.max(2 * saved.length, savedCount + size));
    }
    int at = savedCount;
    saved[at] = localCount;
    saved[at + 1] = stackCount;
    System.arraycopy(locals, 0, saved, at + 2, localCount);
    System.arraycopy(stack, 0, saved, at + 2 + localCount, stackCount);
    savedCount += size;
    return at;
  }

  /** Knows what all jumps leave where a label is. */
  void restore(Label label) {
    int at = label.frame;
    localCount = saved[at];
    stackCount = saved[at + 1];
    System.arraycopy(saved, at + 2, locals, 0, localCount);
    System.arraycopy(saved, at + 2 + localCount, stack, 0, stackCount);
    depth = 0;
    for (int i = 0; i < stackCount; i++) {
      depth += Verification.slotSize(stack[i]);
    }
  }

  // ---- Frames

  /** The variables as frames have them, without those at the end of which nothing is known. */
  private int entries() {
    if (next.length < localCount) {
      next = new int[locals.length];
    }
    int count = 0;
    int end = 0;
    for (int i = 0; i < localCount; i += Verification.slotSize(locals[i])) {
      next[count++] = locals[i];
      if (locals[i] != Verification.TOP) {
        end = count;
      }
    }
    return end;
  }

  /** Writes what is known now as the frame of a place, which is behind those of others. */
  void write(int position) {
    int delta = position - lastPosition - 1;
    int count = entries();
    int common = 0;
    int shorter = Math.min(count, lastCount);
    while (common < shorter && next[common] == last[common]) {
      common++;
    }
    boolean same = common == count && common == lastCount;
    if (stackCount == 0 && same) {
      begin(0, SAME_EXTENDED, delta);
    } else if (stackCount == 1 && same) {
      begin(SAME_WITH_ITEM, SAME_WITH_ITEM_EXTENDED, delta);
      Verification.write(frames, stack[0]);
    } else if (stackCount == 0 && common == shorter && isNear(count)) {
      frames.u1(SAME_EXTENDED + count - lastCount);
      frames.u2(delta);
      for (int i = common; i < count; i++) {
        Verification.write(frames, next[i]);
      }
    } else {
      frames.u1(FULL);
      frames.u2(delta);
      frames.u2(count);
      for (int i = 0; i < count; i++) {
        Verification.write(frames, next[i]);
      }
      frames.u2(stackCount);
      for (int i = 0; i < stackCount; i++) {
        Verification.write(frames, stack[i]);
      }
    }
    int[] before = last;
    last = next;
    next = before;
    lastCount = count;
    lastPosition = position;
    frameCount++;
  }

  private boolean isNear(int count) {
    return Math.abs(count - lastCount) <= MAX_DIFFERENCE;
  }

  private void begin(int small, int large, int delta) {
    if (delta < LARGE_DELTA) {
      frames.u1(small + delta);
    } else {
      frames.u1(large);
      frames.u2(delta);
    }
  }

  boolean hasFrames() {
    return frameCount > 0;
  }

  /** Writes the content of the attribute. */
  void writeTo(Bytes to) {
    to.u4(2 + frames.length);
    to.u2(frameCount);
    to.append(frames);
  }
}
