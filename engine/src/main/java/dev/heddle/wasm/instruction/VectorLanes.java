package dev.heddle.wasm.instruction;

import static dev.heddle.wasm.code.RegisterOpcode.FIRST_VECTOR;
import static dev.heddle.wasm.module.VectorOpcode.*;

/**
 * Lanes of vectors: made from numbers, taken out, put in, and brought into another order. Source:
 * core specification, section 4.6.8 (vector instructions).
 */
final class VectorLanes {

  private VectorLanes() {}

  /** Whether the instruction of a number is one of those that {@link #swizzle} executes. */
  static boolean isSwizzle(int number) {
    return number == I8X16_SWIZZLE || number == I8X16_RELAXED_SWIZZLE;
  }

  /** Executes the {@code v128.const} at {@code pc}. */
  static void constant(int[] code, long[] r, int fp, int pc) {
    int result = fp + code[pc + 1];
    r[result] = code[pc + 2] & 0xffff_ffffL | (long) code[pc + 3] << 32;
    r[result + 1] = code[pc + 4] & 0xffff_ffffL | (long) code[pc + 5] << 32;
  }

  static long splat32(long value) {
    return value & 0xffff_ffffL | value << 32;
  }

  /** Executes the {@code splat} at {@code pc}. */
  static void splat(int[] code, long[] r, int fp, int pc) {
    long value = r[fp + code[pc + 2]];
    long half =
        switch (code[pc] - FIRST_VECTOR) {
          case I8X16_SPLAT -> Swar.splat8(value);
          case I16X8_SPLAT -> Swar.splat16(value);
          case I32X4_SPLAT, F32X4_SPLAT -> splat32(value);
          default -> value;
        };
    int result = fp + code[pc + 1];
    r[result] = half;
    r[result + 1] = half;
  }

  /** Executes the {@code extract_lane} at {@code pc}. */
  static void extract(int[] code, long[] r, int fp, int pc) {
    int vector = fp + code[pc + 2];
    int lane = code[pc + 3];
    r[fp + code[pc + 1]] =
        switch (code[pc] - FIRST_VECTOR) {
          case I8X16_EXTRACT_LANE_S -> (byte) (r[vector + (lane >>> 3)] >>> (lane << 3));
          case I8X16_EXTRACT_LANE_U -> r[vector + (lane >>> 3)] >>> (lane << 3) & 0xff;
          case I16X8_EXTRACT_LANE_S -> (short) (r[vector + (lane >>> 2)] >>> (lane << 4));
          case I16X8_EXTRACT_LANE_U -> r[vector + (lane >>> 2)] >>> (lane << 4) & 0xffff;
          case I32X4_EXTRACT_LANE, F32X4_EXTRACT_LANE ->
              (int) (r[vector + (lane >>> 1)] >>> (lane << 5));
          default -> r[vector + lane];
        };
  }

  /** Executes the {@code replace_lane} at {@code pc}. */
  static void replace(int[] code, long[] r, int fp, int pc) {
    long value = r[fp + code[pc + 3]];
    int width =
        switch (code[pc] - FIRST_VECTOR) {
          case I8X16_REPLACE_LANE -> 8;
          case I16X8_REPLACE_LANE -> 16;
          case I32X4_REPLACE_LANE, F32X4_REPLACE_LANE -> 32;
          default -> 64;
        };
    replace(r, fp + code[pc + 1], fp + code[pc + 2], code[pc + 4], width, value);
  }

  /** Copies a vector with one lane, {@code width} bits wide, replaced. */
  static void replace(long[] r, int result, int vector, int lane, int width, long value) {
    int bit = lane * width;
    long low = r[vector];
    long high = r[vector + 1];
    long mask = -1L >>> 64 - width << bit;
    long bits = value << bit;
    r[result] = bit < 64 ? Swar.select(mask, bits, low) : low;
    r[result + 1] = bit < 64 ? high : Swar.select(mask, bits, high);
  }

  /** Executes the {@code shuffle} at {@code pc}. */
  static void shuffle(int[] code, long[] r, int fp, int pc) {
    int a = fp + code[pc + 2];
    int b = fp + code[pc + 3];
    long low = shuffled(code[pc + 4], r, a, b) | shuffled(code[pc + 5], r, a, b) << 32;
    long high = shuffled(code[pc + 6], r, a, b) | shuffled(code[pc + 7], r, a, b) << 32;
    int result = fp + code[pc + 1];
    r[result] = low;
    r[result + 1] = high;
  }

  /** The four bytes, from two vectors, that the bytes of {@code lanes} tell. */
  private static long shuffled(int lanes, long[] r, int a, int b) {
    long bytes = 0;
    for (int i = 0; i < 32; i += 8) {
      int lane = lanes >>> i;
      long half = r[((lane & 16) == 0 ? a : b) + (lane >>> 3 & 1)];
      bytes |= (half >>> (lane << 3) & 0xff) << i;
    }
    return bytes;
  }

  /** Executes the {@code swizzle} at {@code pc}; the relaxed one is not laxer. */
  static void swizzle(int[] code, long[] r, int fp, int pc) {
    int a = fp + code[pc + 2];
    int lanes = fp + code[pc + 3];
    long low = r[a];
    long high = r[a + 1];
    long first = Swar.swizzle(r[lanes], low, high);
    long second = Swar.swizzle(r[lanes + 1], low, high);
    int result = fp + code[pc + 1];
    r[result] = first;
    r[result + 1] = second;
  }
}
