package dev.heddle.wasm.lower;

import dev.heddle.wasm.code.RegisterKind;
import dev.heddle.wasm.types.ValueType;
import java.util.Arrays;

/**
 * The operand stack as lowering sees it: for every operand, where its value is at this point of the
 * code.
 *
 * <p>Every operand has a <em>home</em>, the frame slot that belongs to its place on the stack. Its
 * value may be there, or still in a local variable, or be a constant that is nowhere yet. Numbers
 * and references have slots of their own, both counted from 0; a vector takes two adjacent slots of
 * numbers, of which the first is its location. Not thread-safe.
 */
final class OperandStack {

  /** The location of a constant that has not been written to a slot. */
  static final int CONSTANT = -1;

  private final int numberBase;
  private final int referenceBase;
  private int[] location = new int[16];
  private int[] home = new int[16];
  private long[] constant = new long[16];

  /** How many slots of numbers an operand takes: 0 for a reference, 2 for a vector, or else 1. */
  private byte[] slots = new byte[16];

  /** What each operand is, see {@link RegisterKind}. */
  private byte[] kinds = new byte[16];

  private int height;
  private int numbers;
  private int references;
  private int maxNumbers;
  private int maxReferences;

  /** An empty stack whose first homes are the given slots, just after the local variables. */
  OperandStack(int numberBase, int referenceBase) {
    this.numberBase = numberBase;
    this.referenceBase = referenceBase;
  }

  int height() {
    return height;
  }

  /** The home that the next number would get. */
  int nextNumberHome() {
    return numberBase + numbers;
  }

  /** The home that the next reference would get. */
  int nextReferenceHome() {
    return referenceBase + references;
  }

  /** How many numbers a frame needs. */
  int frameSize() {
    return numberBase + maxNumbers;
  }

  /** How many references a frame needs. */
  int referenceFrameSize() {
    return referenceBase + maxReferences;
  }

  /** Makes sure that a frame has room for slots up to these, results for example. */
  void reserve(int numberSlots, int referenceSlots) {
    maxNumbers = Math.max(maxNumbers, numberSlots - numberBase);
    maxReferences = Math.max(maxReferences, referenceSlots - referenceBase);
  }

  /** Pushes an operand of this type whose value is in its home, and returns the home. */
  int push(ValueType type) {
    return push(RegisterKind.of(type));
  }

  /**
   * Pushes an operand of this {@link RegisterKind} whose value is in its home, and returns the
   * home.
   */
  int push(byte kind) {
    int numberSlots = RegisterKind.numberSlots(kind);
    if (height == location.length) {
      int length = height * 2;
      location = Arrays.copyOf(location, length);
      home = Arrays.copyOf(home, length);
      constant = Arrays.copyOf(constant, length);
      slots = Arrays.copyOf(slots, length);
      kinds = Arrays.copyOf(kinds, length);
    }
    int slot;
    if (numberSlots == 0) {
      slot = referenceBase + references++;
      maxReferences = Math.max(maxReferences, references);
    } else {
      slot = numberBase + numbers;
      numbers += numberSlots;
      maxNumbers = Math.max(maxNumbers, numbers);
    }
    location[height] = slot;
    home[height] = slot;
    slots[height] = (byte) numberSlots;
    kinds[height] = kind;
    height++;
    return slot;
  }

  /** Pushes an operand whose value is still in a local variable's slot. */
  void pushLocal(byte kind, int slot) {
    push(kind);
    location[height - 1] = slot;
  }

  /** Pushes a constant of this {@link RegisterKind}. */
  void pushConstant(byte kind, long value) {
    push(kind);
    location[height - 1] = CONSTANT;
    constant[height - 1] = value;
  }

  /** Pops an operand; it can still be asked for until the next push. */
  int pop() {
    height--;
    if (slots[height] == 0) {
      references--;
    } else {
      numbers -= slots[height];
    }
    return height;
  }

  void popTo(int newHeight) {
    while (height > newHeight) {
      pop();
    }
  }

  int location(int index) {
    return location[index];
  }

  int home(int index) {
    return home[index];
  }

  long constant(int index) {
    return constant[index];
  }

  /** What an operand is, see {@link RegisterKind}. */
  byte kind(int index) {
    return kinds[index];
  }

  boolean isReference(int index) {
    return slots[index] == 0;
  }

  boolean isVector(int index) {
    return slots[index] == 2;
  }

  boolean isConstant(int index) {
    return location[index] == CONSTANT;
  }

  boolean isHome(int index) {
    return location[index] == home[index];
  }

  /** States that the value has been written to its home. */
  void moveHome(int index) {
    location[index] = home[index];
  }
}
