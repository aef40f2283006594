package dev.heddle.wasm.lower;

import java.util.Arrays;

/**
 * Register code while it is being written, with the origins of the instructions that can fail. Not
 * thread-safe.
 */
final class CodeBuffer {

  private int[] code = new int[64];
  private int size;
  private int[] positions = new int[8];
  private int[] offsets = new int[8];
  private int origins;

  /** The position of the next instruction. */
  int size() {
    return size;
  }

  /** Appends one {@code int}. */
  void append(int value) {
    if (size == code.length) {
      code = Arrays.copyOf(code, size * 2);
    }
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

  int[] positions() {
    return Arrays.copyOf(positions, origins);
  }

  int[] offsets() {
    return Arrays.copyOf(offsets, origins);
  }
}
