package dev.heddle.wasm.lower;

import dev.heddle.wasm.LimitExceededException;
import dev.heddle.wasm.code.RegisterKind;
import java.util.Arrays;

/**
 * Register code while it is being written, with the origins of the instructions that can fail. Not
 * thread-safe.
 */
final class CodeBuffer {

  /** Four times what compilers make of the largest functions, 64 MiB. */
  private static final int MAX_SIZE = 16 << 20;

  private final int functionIndex;
  private int[] code = new int[64];
  private byte[] kinds = new byte[64];
  private int size;
  private int[] positions = new int[8];
  private int[] offsets = new int[8];
  private int origins;

  /** What is to be remembered of the next instruction. */
  private byte nextKind;

  /** An empty buffer for the code of a function. */
  CodeBuffer(int functionIndex) {
    this.functionIndex = functionIndex;
  }

  /** The position of the next instruction. */
  int size() {
    return size;
  }

  /**
   * Appends one {@code int}.
   *
   * @throws LimitExceededException if the code becomes too large: a branch that moves a thousand
   *     values is short in the binary format, but not in register code
   */
  void append(int value) {
    if (size == code.length) {
      if (size == MAX_SIZE) {
        throw new LimitExceededException(
            "function "
                + functionIndex
                + " is too large: more than "
                + MAX_SIZE
                + " words of register code");
      }
      code = Arrays.copyOf(code, size * 2);
      kinds = Arrays.copyOf(kinds, size * 2);
    }
    kinds[size] = nextKind;
    nextKind = 0;
    code[size++] = value;
  }

  /** The {@code int} at a position. */
  int get(int position) {
    return code[position];
  }

  /** Replaces the {@code int} at a position. */
  void set(int position, int value) {
    code[position] = value;
  }

  /** Remembers of what {@link RegisterKind} the next instruction is. */
  void kind(byte kind) {
    nextKind = kind;
  }

  /** Changes what is remembered of the {@link RegisterKind} of an instruction. */
  void setKind(int position, byte kind) {
    kinds[position] = kind;
  }

  /** Remembers where the next instruction comes from, an offset from the start of the module. */
  void origin(int offset) {
    if (origins == positions.length) {
      positions = Arrays.copyOf(positions, origins * 2);
      offsets = Arrays.copyOf(offsets, origins * 2);
    }
    positions[origins] = size;
    offsets[origins++] = offset;
  }

  /** Forgets everything from a position on. */
  void truncate(int position) {
    size = position;
    while (origins > 0 && positions[origins - 1] >= position) {
      origins--;
    }
  }

  int[] code() {
    return Arrays.copyOf(code, size);
  }

  /** For each position of an instruction what was said of its {@link RegisterKind}, or else 0. */
  byte[] kinds() {
    return Arrays.copyOf(kinds, size);
  }

  int[] positions() {
    return Arrays.copyOf(positions, origins);
  }

  int[] offsets() {
    return Arrays.copyOf(offsets, origins);
  }
}
