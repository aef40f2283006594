package dev.heddle.wasm.validate;

import dev.heddle.wasm.InvalidModuleException;
import dev.heddle.wasm.LimitExceededException;
import dev.heddle.wasm.module.Opcode;
import java.util.Arrays;

/**
 * The operand stack and the control stack of the validation algorithm. Not thread-safe; used again
 * for every function, and allocating only when a function is deeper than all before it.
 *
 * <p>Source: core specification, appendix A.3 (validation algorithm).
 */
final class ValidationStack {

  private final Diagnostics diagnostics;
  private final ModuleTypes types;
  private final int maxOperands;

  /** Which local variables have been set so far. */
  final LocalInitialization locals = new LocalInitialization();

  private int[] operands;
  private int size;

  // The innermost frame; what encloses it is in the arrays below.
  private int opcode;
  private StackEffect effect = StackEffect.NONE;
  private int height;
  private boolean unreachable;
  private int localsSet;

  private int depth;
  private int[] opcodes = new int[16];
  private StackEffect[] effects = new StackEffect[16];
  private int[] heights = new int[16];
  private boolean[] unreachables = new boolean[16];
  private int[] localsSets = new int[16];

  ValidationStack(Diagnostics diagnostics, ModuleTypes types, int maxOperands) {
    this.diagnostics = diagnostics;
    this.types = types;
    this.maxOperands = maxOperands;
    this.operands = new int[Math.min(64, maxOperands)];
  }

  /** Begins a function body, whose frame is a block without parameters. */
  void begin(StackEffect function) {
    size = 0;
    depth = 0;
    opcode = Opcode.BLOCK;
    effect = function;
    height = 0;
    unreachable = false;
    localsSet = 0;
    locals.begin();
  }

  /** How many frames enclose the innermost one. */
  int depth() {
    return depth;
  }

  /** The opcode that opened the innermost frame: block, loop, if, else, try or catch. */
  int opcode() {
    return opcode;
  }

  /** The opcode that opened the frame of a label; 0 is the innermost frame. */
  int opcode(int label) {
    return label == 0 ? opcode : opcodes[depth - label];
  }

  void push(int type) {
    if (size == operands.length) {
      growOperands(1);
    }
    operands[size++] = type;
  }

  void push(int[] pushed) {
    if (size + pushed.length > operands.length) {
      growOperands(pushed.length);
    }
    System.arraycopy(pushed, 0, operands, size, pushed.length);
    size += pushed.length;
  }

  /** Takes an operand, which must be of this type. */
  void pop(int expected) {
    if (size > height && operands[size - 1] == expected) {
      size--;
    } else {
      popOther(expected);
    }
  }

  /** Takes operands of these types, the last of them from the top. */
  void pop(int[] expected) {
    if (isOnTop(expected)) {
      size -= expected.length;
      return;
    }
    for (int i = expected.length - 1; i >= 0; i--) {
      pop(expected[i]);
    }
  }

  /** Whether there are operands of just these types on top, as there mostly are. */
  private boolean isOnTop(int[] expected) {
    int from = size - expected.length;
    return from >= height && Arrays.equals(operands, from, size, expected, 0, expected.length);
  }

  /** Takes operands that all must be of this type. */
  void popAll(int expected, int count) {
    for (int i = 0; i < count && (size > height || !unreachable); i++) {
      pop(expected);
    }
  }

  /** Takes an operand of whatever type and returns the type. */
  int popAny() {
    if (size > height) {
      return operands[--size];
    }
    if (unreachable) {
      return OperandTypes.ANY;
    }
    throw diagnostics.invalid(
        "type mismatch: instruction requires [any] but stack has []: " + diagnostics.instruction());
  }

  /** Demands operands of these types on top and leaves them there. */
  void peek(int[] expected) {
    if (isOnTop(expected)) {
      return;
    }
    types.countConversions(expected.length, diagnostics);
    int position = size;
    for (int i = expected.length - 1; i >= 0; i--) {
      if (position > height) {
        int found = operands[--position];
        if (!types.matches(found, expected[i])) {
          throw mismatch(expected[i], position + 1);
        }
      } else if (!unreachable) {
        throw mismatch(expected[i], position);
      }
    }
  }

  /** Says that what follows in the innermost frame is never reached. */
  void unreachable() {
    size = height;
    unreachable = true;
  }

  /** Opens a frame whose parameters are on the operand stack. */
  void enter(int newOpcode, StackEffect newEffect) {
    pop(newEffect.parameters);
    save();
    open(newOpcode, newEffect);
  }

  /** Closes the innermost frame and leaves its results on the operand stack. */
  void leave() {
    int[] results = effect.results;
    if (opcode == Opcode.IF && !types.matches(effect.parameters, results, diagnostics)) {
      throw diagnostics.invalid(
          "type mismatch: if without else takes "
              + types.text(effect.parameters)
              + " but returns "
              + types.text(results));
    }
    close();
    restore();
    push(results);
  }

  /** Goes on from the first to the second branch of an {@code if}. */
  void enterElse() {
    close();
    open(Opcode.ELSE, effect);
  }

  /** Goes on to where a {@code try} catches exceptions that carry operands of these types. */
  void enterCatch(int newOpcode, int[] payload) {
    close();
    StackEffect whole = effect;
    open(newOpcode, StackEffect.NONE);
    effect = whole;
    push(payload);
  }

  /** Closes the frame of the function: nothing may be left but its results. */
  void end() {
    close();
  }

  /** The types that a branch to the label needs; 0 is the innermost frame. */
  int[] labelTypes(int label) {
    if (label == 0) {
      return labelTypes(opcode, effect);
    }
    int frame = depth - label;
    return labelTypes(opcodes[frame], effects[frame]);
  }

  private static int[] labelTypes(int opcode, StackEffect effect) {
    return opcode == Opcode.LOOP ? effect.parameters : effect.results;
  }

  private void open(int newOpcode, StackEffect newEffect) {
    opcode = newOpcode;
    effect = newEffect;
    height = size;
    unreachable = false;
    localsSet = locals.count();
    push(newEffect.parameters);
  }

  private void close() {
    int top = size;
    pop(effect.results);
    if (size != height) {
      throw diagnostics.invalid(
          "type mismatch: block requires "
              + types.text(effect.results)
              + " but stack has "
              + types.text(operands, height, top)
              + ": values remaining on stack at end of block");
    }
    locals.resetTo(localsSet);
  }

  private void save() {
    if (depth == opcodes.length) {
      int capacity = depth * 2;
      opcodes = Arrays.copyOf(opcodes, capacity);
      effects = Arrays.copyOf(effects, capacity);
      heights = Arrays.copyOf(heights, capacity);
      unreachables = Arrays.copyOf(unreachables, capacity);
      localsSets = Arrays.copyOf(localsSets, capacity);
    }
    opcodes[depth] = opcode;
    effects[depth] = effect;
    heights[depth] = height;
    unreachables[depth] = unreachable;
    localsSets[depth] = localsSet;
    depth++;
  }

  private void restore() {
    depth--;
    opcode = opcodes[depth];
    effect = effects[depth];
    height = heights[depth];
    unreachable = unreachables[depth];
    localsSet = localsSets[depth];
  }

  private void popOther(int expected) {
    types.countConversions(1, diagnostics);
    if (size > height) {
      if (!types.matches(operands[size - 1], expected)) {
        throw mismatch(expected, size);
      }
      size--;
    } else if (!unreachable) {
      throw mismatch(expected, size);
    }
  }

  private InvalidModuleException mismatch(int expected, int top) {
    return diagnostics.invalid(
        "type mismatch: instruction requires ["
            + types.text(expected)
            + "] but stack has "
            + types.text(operands, Math.max(height, top - 1), top)
            + ": "
            + diagnostics.instruction());
  }

  private void growOperands(int more) {
    if (more > maxOperands - size) {
      throw new LimitExceededException(
          "too many operands: "
              + ((long) size + more)
              + " "
              + diagnostics.where()
              + ", but Limits.maxOperands is "
              + maxOperands);
    }
    int capacity = (int) Math.min(2L * operands.length, maxOperands);
    operands = Arrays.copyOf(operands, Math.max(size + more, capacity));
  }
}
