package dev.heddle.wasm.execute;

import static dev.heddle.wasm.code.ObjectRegisterOpcode.CALL_REF;
import static dev.heddle.wasm.code.RegisterOpcode.*;
import static dev.heddle.wasm.instruction.MemoryHandles.BYTE;
import static dev.heddle.wasm.instruction.MemoryHandles.INT;
import static dev.heddle.wasm.instruction.MemoryHandles.LONG;
import static dev.heddle.wasm.instruction.MemoryHandles.SHORT;

import dev.heddle.wasm.code.LoweredFunction;
import dev.heddle.wasm.instruction.Arithmetic;
import dev.heddle.wasm.instruction.Conversions;
import dev.heddle.wasm.instruction.Metering;
import dev.heddle.wasm.instruction.Rare;
import dev.heddle.wasm.runtime.Activation;
import dev.heddle.wasm.runtime.Depth;
import dev.heddle.wasm.runtime.FuelTank;
import dev.heddle.wasm.runtime.RuntimeInstance;
import org.jspecify.annotations.Nullable;

/**
 * The interpreter of register code: one loop, one Java frame for each guest frame.
 *
 * <p>It is written for HotSpot's optimising compiler, which must take it as a whole:
 *
 * <ul>
 *   <li>The method must stay below 7,500 bytes of bytecode, or it is never compiled; what is rare
 *       or long is in {@link Arithmetic}, {@link Conversions}, {@link Rare} and {@link Calls}.
 *   <li>{@code code}, {@code r} and {@code fp} never change during an invocation; that is why a
 *       guest's call is a call of this method.
 *   <li>Every value that lives through the loop costs a register, and there are too few: the memory
 *       and the interruption are read anew at each use, which is faster than keeping them.
 *   <li>The first four parameters have the shortest bytecodes, and are used the most.
 *   <li>Memory is accessed through constant {@code VarHandle}s, and interruption is polled in a
 *       field: HotSpot stops inlining ordinary methods into a loop of this size, and then they are
 *       real calls, which keep nothing in registers.
 *   <li>Bounds of the memory, and division by zero, are checked by what the JVM does anyway; {@link
 *       Unwinding} turns its exceptions into traps.
 * </ul>
 */
public final class Interpreter {

  private Interpreter() {}

  /**
   * Runs a function to its end.
   *
   * @param code its register code
   * @param r the numbers of all frames of the call
   * @param fp where its frame begins in {@code r}; the parameters are there, and the results will
   *     be
   * @param pc where in the code to begin
   * @param references the references of its frame, empty if it has none
   * @param function the function, for its frame and for stack traces
   * @param instance the instance it belongs to
   * @param activation the state of the whole call
   * @param depth how many guest frames may still be made, this one included
   */
  static void run(
      int[] code,
      long[] r,
      int fp,
      int pc,
      @Nullable Object[] references,
      LoweredFunction function,
      RuntimeInstance instance,
      Activation activation,
      int depth) {
    try {
      if (activation.interruption.raised) {
        activation.interruption.check();
      }
      if (--function.heat < 0) {
        instance.tier.entered(function);
      }
      for (int i = function.zeroFrom, end = function.zeroTo; i < end; i++) {
        r[fp + i] = 0;
      }
      for (; ; ) {
        switch (code[pc]) {
          case COPY -> {
            r[fp + code[pc + 1]] = r[fp + code[pc + 2]];
            pc += 3;
          }
          case CONST32 -> {
            r[fp + code[pc + 1]] = code[pc + 2];
            pc += 3;
          }
          case CONST64 -> {
            r[fp + code[pc + 1]] = code[pc + 2] & 0xffff_ffffL | (long) code[pc + 3] << 32;
            pc += 4;
          }
          case SELECT -> {
            r[fp + code[pc + 1]] =
                (int) r[fp + code[pc + 2]] != 0 ? r[fp + code[pc + 3]] : r[fp + code[pc + 4]];
            pc += 5;
          }
          case BR -> {
            int target = code[pc + 1];
            if (target <= pc && (--function.heat < 0 || activation.interruption.raised)) {
              target = Loops.goOn(target, r, fp, references, function, instance, activation, depth);
            }
            pc = target;
          }
          case BR_ZERO -> {
            if ((int) r[fp + code[pc + 1]] == 0) {
              int target = code[pc + 2];
              if (target <= pc && (--function.heat < 0 || activation.interruption.raised)) {
                target =
                    Loops.goOn(target, r, fp, references, function, instance, activation, depth);
              }
              pc = target;
            } else {
              pc += 3;
            }
          }
          case BR_NONZERO -> {
            if ((int) r[fp + code[pc + 1]] != 0) {
              int target = code[pc + 2];
              if (target <= pc && (--function.heat < 0 || activation.interruption.raised)) {
                target =
                    Loops.goOn(target, r, fp, references, function, instance, activation, depth);
              }
              pc = target;
            } else {
              pc += 3;
            }
          }
          case BR_I32_EQ -> {
            if ((int) r[fp + code[pc + 1]] == (int) r[fp + code[pc + 2]]) {
              int target = code[pc + 3];
              if (target <= pc && (--function.heat < 0 || activation.interruption.raised)) {
                target =
                    Loops.goOn(target, r, fp, references, function, instance, activation, depth);
              }
              pc = target;
            } else {
              pc += 4;
            }
          }
          case BR_I32_NE -> {
            if ((int) r[fp + code[pc + 1]] != (int) r[fp + code[pc + 2]]) {
              int target = code[pc + 3];
              if (target <= pc && (--function.heat < 0 || activation.interruption.raised)) {
                target =
                    Loops.goOn(target, r, fp, references, function, instance, activation, depth);
              }
              pc = target;
            } else {
              pc += 4;
            }
          }
          case BR_I32_LT_S -> {
            if ((int) r[fp + code[pc + 1]] < (int) r[fp + code[pc + 2]]) {
              int target = code[pc + 3];
              if (target <= pc && (--function.heat < 0 || activation.interruption.raised)) {
                target =
                    Loops.goOn(target, r, fp, references, function, instance, activation, depth);
              }
              pc = target;
            } else {
              pc += 4;
            }
          }
          case BR_I32_LT_U -> {
            if ((int) r[fp + code[pc + 1]] + Integer.MIN_VALUE
                < (int) r[fp + code[pc + 2]] + Integer.MIN_VALUE) {
              int target = code[pc + 3];
              if (target <= pc && (--function.heat < 0 || activation.interruption.raised)) {
                target =
                    Loops.goOn(target, r, fp, references, function, instance, activation, depth);
              }
              pc = target;
            } else {
              pc += 4;
            }
          }
          case BR_I32_LE_S -> {
            if ((int) r[fp + code[pc + 1]] <= (int) r[fp + code[pc + 2]]) {
              int target = code[pc + 3];
              if (target <= pc && (--function.heat < 0 || activation.interruption.raised)) {
                target =
                    Loops.goOn(target, r, fp, references, function, instance, activation, depth);
              }
              pc = target;
            } else {
              pc += 4;
            }
          }
          case BR_I32_LE_U -> {
            if ((int) r[fp + code[pc + 1]] + Integer.MIN_VALUE
                <= (int) r[fp + code[pc + 2]] + Integer.MIN_VALUE) {
              int target = code[pc + 3];
              if (target <= pc && (--function.heat < 0 || activation.interruption.raised)) {
                target =
                    Loops.goOn(target, r, fp, references, function, instance, activation, depth);
              }
              pc = target;
            } else {
              pc += 4;
            }
          }
          case BR_I32_EQ_IMM -> {
            if ((int) r[fp + code[pc + 1]] == code[pc + 2]) {
              int target = code[pc + 3];
              if (target <= pc && (--function.heat < 0 || activation.interruption.raised)) {
                target =
                    Loops.goOn(target, r, fp, references, function, instance, activation, depth);
              }
              pc = target;
            } else {
              pc += 4;
            }
          }
          case BR_I32_NE_IMM -> {
            if ((int) r[fp + code[pc + 1]] != code[pc + 2]) {
              int target = code[pc + 3];
              if (target <= pc && (--function.heat < 0 || activation.interruption.raised)) {
                target =
                    Loops.goOn(target, r, fp, references, function, instance, activation, depth);
              }
              pc = target;
            } else {
              pc += 4;
            }
          }
          case BR_I32_LT_S_IMM -> {
            if ((int) r[fp + code[pc + 1]] < code[pc + 2]) {
              int target = code[pc + 3];
              if (target <= pc && (--function.heat < 0 || activation.interruption.raised)) {
                target =
                    Loops.goOn(target, r, fp, references, function, instance, activation, depth);
              }
              pc = target;
            } else {
              pc += 4;
            }
          }
          case BR_I32_LT_U_IMM -> {
            if ((int) r[fp + code[pc + 1]] + Integer.MIN_VALUE < code[pc + 2] + Integer.MIN_VALUE) {
              int target = code[pc + 3];
              if (target <= pc && (--function.heat < 0 || activation.interruption.raised)) {
                target =
                    Loops.goOn(target, r, fp, references, function, instance, activation, depth);
              }
              pc = target;
            } else {
              pc += 4;
            }
          }
          case BR_I32_LE_S_IMM -> {
            if ((int) r[fp + code[pc + 1]] <= code[pc + 2]) {
              int target = code[pc + 3];
              if (target <= pc && (--function.heat < 0 || activation.interruption.raised)) {
                target =
                    Loops.goOn(target, r, fp, references, function, instance, activation, depth);
              }
              pc = target;
            } else {
              pc += 4;
            }
          }
          case BR_I32_LE_U_IMM -> {
            if ((int) r[fp + code[pc + 1]] + Integer.MIN_VALUE
                <= code[pc + 2] + Integer.MIN_VALUE) {
              int target = code[pc + 3];
              if (target <= pc && (--function.heat < 0 || activation.interruption.raised)) {
                target =
                    Loops.goOn(target, r, fp, references, function, instance, activation, depth);
              }
              pc = target;
            } else {
              pc += 4;
            }
          }
          case BR_I32_GT_S_IMM -> {
            if ((int) r[fp + code[pc + 1]] > code[pc + 2]) {
              int target = code[pc + 3];
              if (target <= pc && (--function.heat < 0 || activation.interruption.raised)) {
                target =
                    Loops.goOn(target, r, fp, references, function, instance, activation, depth);
              }
              pc = target;
            } else {
              pc += 4;
            }
          }
          case BR_I32_GT_U_IMM -> {
            if ((int) r[fp + code[pc + 1]] + Integer.MIN_VALUE > code[pc + 2] + Integer.MIN_VALUE) {
              int target = code[pc + 3];
              if (target <= pc && (--function.heat < 0 || activation.interruption.raised)) {
                target =
                    Loops.goOn(target, r, fp, references, function, instance, activation, depth);
              }
              pc = target;
            } else {
              pc += 4;
            }
          }
          case BR_I32_GE_S_IMM -> {
            if ((int) r[fp + code[pc + 1]] >= code[pc + 2]) {
              int target = code[pc + 3];
              if (target <= pc && (--function.heat < 0 || activation.interruption.raised)) {
                target =
                    Loops.goOn(target, r, fp, references, function, instance, activation, depth);
              }
              pc = target;
            } else {
              pc += 4;
            }
          }
          case BR_I32_GE_U_IMM -> {
            if ((int) r[fp + code[pc + 1]] + Integer.MIN_VALUE
                >= code[pc + 2] + Integer.MIN_VALUE) {
              int target = code[pc + 3];
              if (target <= pc && (--function.heat < 0 || activation.interruption.raised)) {
                target =
                    Loops.goOn(target, r, fp, references, function, instance, activation, depth);
              }
              pc = target;
            } else {
              pc += 4;
            }
          }
          case BR_I64_EQ -> {
            if (r[fp + code[pc + 1]] == r[fp + code[pc + 2]]) {
              int target = code[pc + 3];
              if (target <= pc && (--function.heat < 0 || activation.interruption.raised)) {
                target =
                    Loops.goOn(target, r, fp, references, function, instance, activation, depth);
              }
              pc = target;
            } else {
              pc += 4;
            }
          }
          case BR_I64_NE -> {
            if (r[fp + code[pc + 1]] != r[fp + code[pc + 2]]) {
              int target = code[pc + 3];
              if (target <= pc && (--function.heat < 0 || activation.interruption.raised)) {
                target =
                    Loops.goOn(target, r, fp, references, function, instance, activation, depth);
              }
              pc = target;
            } else {
              pc += 4;
            }
          }
          case BR_I64_LT_S -> {
            if (r[fp + code[pc + 1]] < r[fp + code[pc + 2]]) {
              int target = code[pc + 3];
              if (target <= pc && (--function.heat < 0 || activation.interruption.raised)) {
                target =
                    Loops.goOn(target, r, fp, references, function, instance, activation, depth);
              }
              pc = target;
            } else {
              pc += 4;
            }
          }
          case BR_I64_LT_U -> {
            if (r[fp + code[pc + 1]] + Long.MIN_VALUE < r[fp + code[pc + 2]] + Long.MIN_VALUE) {
              int target = code[pc + 3];
              if (target <= pc && (--function.heat < 0 || activation.interruption.raised)) {
                target =
                    Loops.goOn(target, r, fp, references, function, instance, activation, depth);
              }
              pc = target;
            } else {
              pc += 4;
            }
          }
          case BR_I64_LE_S -> {
            if (r[fp + code[pc + 1]] <= r[fp + code[pc + 2]]) {
              int target = code[pc + 3];
              if (target <= pc && (--function.heat < 0 || activation.interruption.raised)) {
                target =
                    Loops.goOn(target, r, fp, references, function, instance, activation, depth);
              }
              pc = target;
            } else {
              pc += 4;
            }
          }
          case BR_I64_LE_U -> {
            if (r[fp + code[pc + 1]] + Long.MIN_VALUE <= r[fp + code[pc + 2]] + Long.MIN_VALUE) {
              int target = code[pc + 3];
              if (target <= pc && (--function.heat < 0 || activation.interruption.raised)) {
                target =
                    Loops.goOn(target, r, fp, references, function, instance, activation, depth);
              }
              pc = target;
            } else {
              pc += 4;
            }
          }
          case BR_TABLE -> {
            int last = code[pc + 2] - 1;
            int chosen = (int) r[fp + code[pc + 1]];
            int target =
                code[
                    pc
                        + 3
                        + (chosen + Integer.MIN_VALUE < last + Integer.MIN_VALUE ? chosen : last)];
            if (target <= pc && (--function.heat < 0 || activation.interruption.raised)) {
              target = Loops.goOn(target, r, fp, references, function, instance, activation, depth);
            }
            pc = target;
          }
          case RETURN -> {
            return;
          }
          case RETURN_VALUE -> {
            r[fp] = r[fp + code[pc + 1]];
            return;
          }
          case CALL -> {
            activation.note(function, instance, pc, depth);
            LoweredFunction callee = instance.codeTable[code[pc + 1]];
            int base = fp + code[pc + 2];
            if (callee == null
                || Depth.isExhausted(depth - Depth.INTERPRETED)
                || callee.needsEntry
                || base + callee.frameSize > r.length) {
              Calls.direct(code, r, fp, pc, references, instance, activation, depth);
            } else {
              run(
                  callee.code,
                  r,
                  base,
                  0,
                  Activation.NO_REFERENCES,
                  callee,
                  instance,
                  activation,
                  depth - Depth.INTERPRETED);
            }
            pc += 4;
          }
          case CALL_EXTERNAL -> {
            activation.note(function, instance, pc, depth);
            Calls.direct(code, r, fp, pc, references, instance, activation, depth);
            pc += 4;
          }
          case CALL_INDIRECT -> {
            activation.note(function, instance, pc, depth);
            Calls.indirect(code, r, fp, pc, references, instance, activation, depth);
            pc += 6;
          }
          case GLOBAL_GET -> {
            r[fp + code[pc + 1]] = instance.globals[code[pc + 2]].bits;
            pc += 3;
          }
          case GLOBAL_SET -> {
            instance.globals[code[pc + 2]].bits = r[fp + code[pc + 1]];
            pc += 3;
          }
          case LOAD8_S -> {
            long address = (r[fp + code[pc + 2]] & 0xffff_ffffL) + (code[pc + 3] & 0xffff_ffffL);
            r[fp + code[pc + 1]] = (byte) BYTE.get(instance.memory.segment, address);
            pc += 4;
          }
          case LOAD8_U -> {
            long address = (r[fp + code[pc + 2]] & 0xffff_ffffL) + (code[pc + 3] & 0xffff_ffffL);
            r[fp + code[pc + 1]] = (byte) BYTE.get(instance.memory.segment, address) & 0xff;
            pc += 4;
          }
          case LOAD16_S -> {
            long address = (r[fp + code[pc + 2]] & 0xffff_ffffL) + (code[pc + 3] & 0xffff_ffffL);
            r[fp + code[pc + 1]] = (short) SHORT.get(instance.memory.segment, address);
            pc += 4;
          }
          case LOAD16_U -> {
            long address = (r[fp + code[pc + 2]] & 0xffff_ffffL) + (code[pc + 3] & 0xffff_ffffL);
            r[fp + code[pc + 1]] = (short) SHORT.get(instance.memory.segment, address) & 0xffff;
            pc += 4;
          }
          case LOAD32_S -> {
            long address = (r[fp + code[pc + 2]] & 0xffff_ffffL) + (code[pc + 3] & 0xffff_ffffL);
            r[fp + code[pc + 1]] = (int) INT.get(instance.memory.segment, address);
            pc += 4;
          }
          case LOAD32_U -> {
            long address = (r[fp + code[pc + 2]] & 0xffff_ffffL) + (code[pc + 3] & 0xffff_ffffL);
            r[fp + code[pc + 1]] = (int) INT.get(instance.memory.segment, address) & 0xffff_ffffL;
            pc += 4;
          }
          case LOAD64 -> {
            long address = (r[fp + code[pc + 2]] & 0xffff_ffffL) + (code[pc + 3] & 0xffff_ffffL);
            r[fp + code[pc + 1]] = (long) LONG.get(instance.memory.segment, address);
            pc += 4;
          }
          case STORE8 -> {
            long address = (r[fp + code[pc + 1]] & 0xffff_ffffL) + (code[pc + 3] & 0xffff_ffffL);
            BYTE.set(instance.memory.segment, address, (byte) r[fp + code[pc + 2]]);
            pc += 4;
          }
          case STORE16 -> {
            long address = (r[fp + code[pc + 1]] & 0xffff_ffffL) + (code[pc + 3] & 0xffff_ffffL);
            SHORT.set(instance.memory.segment, address, (short) r[fp + code[pc + 2]]);
            pc += 4;
          }
          case STORE32 -> {
            long address = (r[fp + code[pc + 1]] & 0xffff_ffffL) + (code[pc + 3] & 0xffff_ffffL);
            INT.set(instance.memory.segment, address, (int) r[fp + code[pc + 2]]);
            pc += 4;
          }
          case STORE64 -> {
            long address = (r[fp + code[pc + 1]] & 0xffff_ffffL) + (code[pc + 3] & 0xffff_ffffL);
            LONG.set(instance.memory.segment, address, r[fp + code[pc + 2]]);
            pc += 4;
          }
          case I32_ADD -> {
            r[fp + code[pc + 1]] = (int) r[fp + code[pc + 2]] + (int) r[fp + code[pc + 3]];
            pc += 4;
          }
          case I32_SUB -> {
            r[fp + code[pc + 1]] = (int) r[fp + code[pc + 2]] - (int) r[fp + code[pc + 3]];
            pc += 4;
          }
          case I32_MUL -> {
            r[fp + code[pc + 1]] = (int) r[fp + code[pc + 2]] * (int) r[fp + code[pc + 3]];
            pc += 4;
          }
          case I32_AND -> {
            r[fp + code[pc + 1]] = (int) r[fp + code[pc + 2]] & (int) r[fp + code[pc + 3]];
            pc += 4;
          }
          case I32_OR -> {
            r[fp + code[pc + 1]] = (int) r[fp + code[pc + 2]] | (int) r[fp + code[pc + 3]];
            pc += 4;
          }
          case I32_XOR -> {
            r[fp + code[pc + 1]] = (int) r[fp + code[pc + 2]] ^ (int) r[fp + code[pc + 3]];
            pc += 4;
          }
          case I32_SHL -> {
            r[fp + code[pc + 1]] = (int) r[fp + code[pc + 2]] << (int) r[fp + code[pc + 3]];
            pc += 4;
          }
          case I32_SHR_S -> {
            r[fp + code[pc + 1]] = (int) r[fp + code[pc + 2]] >> (int) r[fp + code[pc + 3]];
            pc += 4;
          }
          case I32_SHR_U -> {
            r[fp + code[pc + 1]] = (int) r[fp + code[pc + 2]] >>> (int) r[fp + code[pc + 3]];
            pc += 4;
          }
          case I32_ADD_IMM -> {
            r[fp + code[pc + 1]] = (int) r[fp + code[pc + 2]] + code[pc + 3];
            pc += 4;
          }
          case I32_MUL_IMM -> {
            r[fp + code[pc + 1]] = (int) r[fp + code[pc + 2]] * code[pc + 3];
            pc += 4;
          }
          case I32_AND_IMM -> {
            r[fp + code[pc + 1]] = (int) r[fp + code[pc + 2]] & code[pc + 3];
            pc += 4;
          }
          case I32_OR_IMM -> {
            r[fp + code[pc + 1]] = (int) r[fp + code[pc + 2]] | code[pc + 3];
            pc += 4;
          }
          case I32_XOR_IMM -> {
            r[fp + code[pc + 1]] = (int) r[fp + code[pc + 2]] ^ code[pc + 3];
            pc += 4;
          }
          case I32_SHL_IMM -> {
            r[fp + code[pc + 1]] = (int) r[fp + code[pc + 2]] << code[pc + 3];
            pc += 4;
          }
          case I32_SHR_S_IMM -> {
            r[fp + code[pc + 1]] = (int) r[fp + code[pc + 2]] >> code[pc + 3];
            pc += 4;
          }
          case I32_SHR_U_IMM -> {
            r[fp + code[pc + 1]] = (int) r[fp + code[pc + 2]] >>> code[pc + 3];
            pc += 4;
          }
          case I32_EQ -> {
            r[fp + code[pc + 1]] = (int) r[fp + code[pc + 2]] == (int) r[fp + code[pc + 3]] ? 1 : 0;
            pc += 4;
          }
          case I32_NE -> {
            r[fp + code[pc + 1]] = (int) r[fp + code[pc + 2]] != (int) r[fp + code[pc + 3]] ? 1 : 0;
            pc += 4;
          }
          case I32_LT_S -> {
            r[fp + code[pc + 1]] = (int) r[fp + code[pc + 2]] < (int) r[fp + code[pc + 3]] ? 1 : 0;
            pc += 4;
          }
          case I32_LT_U -> {
            r[fp + code[pc + 1]] =
                (int) r[fp + code[pc + 2]] + Integer.MIN_VALUE
                        < (int) r[fp + code[pc + 3]] + Integer.MIN_VALUE
                    ? 1
                    : 0;
            pc += 4;
          }
          case I32_LE_S -> {
            r[fp + code[pc + 1]] = (int) r[fp + code[pc + 2]] <= (int) r[fp + code[pc + 3]] ? 1 : 0;
            pc += 4;
          }
          case I32_LE_U -> {
            r[fp + code[pc + 1]] =
                (int) r[fp + code[pc + 2]] + Integer.MIN_VALUE
                        <= (int) r[fp + code[pc + 3]] + Integer.MIN_VALUE
                    ? 1
                    : 0;
            pc += 4;
          }
          case I32_EQZ -> {
            r[fp + code[pc + 1]] = (int) r[fp + code[pc + 2]] == 0 ? 1 : 0;
            pc += 3;
          }
          case I64_ADD -> {
            r[fp + code[pc + 1]] = r[fp + code[pc + 2]] + r[fp + code[pc + 3]];
            pc += 4;
          }
          case I64_SUB -> {
            r[fp + code[pc + 1]] = r[fp + code[pc + 2]] - r[fp + code[pc + 3]];
            pc += 4;
          }
          case I64_MUL -> {
            r[fp + code[pc + 1]] = r[fp + code[pc + 2]] * r[fp + code[pc + 3]];
            pc += 4;
          }
          case I64_AND -> {
            r[fp + code[pc + 1]] = r[fp + code[pc + 2]] & r[fp + code[pc + 3]];
            pc += 4;
          }
          case I64_OR -> {
            r[fp + code[pc + 1]] = r[fp + code[pc + 2]] | r[fp + code[pc + 3]];
            pc += 4;
          }
          case I64_XOR -> {
            r[fp + code[pc + 1]] = r[fp + code[pc + 2]] ^ r[fp + code[pc + 3]];
            pc += 4;
          }
          case I64_SHL -> {
            r[fp + code[pc + 1]] = r[fp + code[pc + 2]] << r[fp + code[pc + 3]];
            pc += 4;
          }
          case I64_SHR_S -> {
            r[fp + code[pc + 1]] = r[fp + code[pc + 2]] >> r[fp + code[pc + 3]];
            pc += 4;
          }
          case I64_SHR_U -> {
            r[fp + code[pc + 1]] = r[fp + code[pc + 2]] >>> r[fp + code[pc + 3]];
            pc += 4;
          }
          case I64_ADD_IMM -> {
            r[fp + code[pc + 1]] = r[fp + code[pc + 2]] + code[pc + 3];
            pc += 4;
          }
          case I64_MUL_IMM -> {
            r[fp + code[pc + 1]] = r[fp + code[pc + 2]] * code[pc + 3];
            pc += 4;
          }
          case I64_AND_IMM -> {
            r[fp + code[pc + 1]] = r[fp + code[pc + 2]] & code[pc + 3];
            pc += 4;
          }
          case I64_OR_IMM -> {
            r[fp + code[pc + 1]] = r[fp + code[pc + 2]] | code[pc + 3];
            pc += 4;
          }
          case I64_XOR_IMM -> {
            r[fp + code[pc + 1]] = r[fp + code[pc + 2]] ^ code[pc + 3];
            pc += 4;
          }
          case I64_SHL_IMM -> {
            r[fp + code[pc + 1]] = r[fp + code[pc + 2]] << code[pc + 3];
            pc += 4;
          }
          case I64_SHR_S_IMM -> {
            r[fp + code[pc + 1]] = r[fp + code[pc + 2]] >> code[pc + 3];
            pc += 4;
          }
          case I64_SHR_U_IMM -> {
            r[fp + code[pc + 1]] = r[fp + code[pc + 2]] >>> code[pc + 3];
            pc += 4;
          }
          case I64_EQ -> {
            r[fp + code[pc + 1]] = r[fp + code[pc + 2]] == r[fp + code[pc + 3]] ? 1 : 0;
            pc += 4;
          }
          case I64_NE -> {
            r[fp + code[pc + 1]] = r[fp + code[pc + 2]] != r[fp + code[pc + 3]] ? 1 : 0;
            pc += 4;
          }
          case I64_LT_S -> {
            r[fp + code[pc + 1]] = r[fp + code[pc + 2]] < r[fp + code[pc + 3]] ? 1 : 0;
            pc += 4;
          }
          case I64_LT_U -> {
            r[fp + code[pc + 1]] =
                r[fp + code[pc + 2]] + Long.MIN_VALUE < r[fp + code[pc + 3]] + Long.MIN_VALUE
                    ? 1
                    : 0;
            pc += 4;
          }
          case I64_LE_S -> {
            r[fp + code[pc + 1]] = r[fp + code[pc + 2]] <= r[fp + code[pc + 3]] ? 1 : 0;
            pc += 4;
          }
          case I64_LE_U -> {
            r[fp + code[pc + 1]] =
                r[fp + code[pc + 2]] + Long.MIN_VALUE <= r[fp + code[pc + 3]] + Long.MIN_VALUE
                    ? 1
                    : 0;
            pc += 4;
          }
          case I64_EQZ -> {
            r[fp + code[pc + 1]] = r[fp + code[pc + 2]] == 0 ? 1 : 0;
            pc += 3;
          }
          case EXTEND32_S -> {
            r[fp + code[pc + 1]] = (int) r[fp + code[pc + 2]];
            pc += 3;
          }
          case EXTEND32_U -> {
            r[fp + code[pc + 1]] = r[fp + code[pc + 2]] & 0xffff_ffffL;
            pc += 3;
          }
          case F32_ADD -> {
            r[fp + code[pc + 1]] =
                Float.floatToRawIntBits(
                    Float.intBitsToFloat((int) r[fp + code[pc + 2]])
                        + Float.intBitsToFloat((int) r[fp + code[pc + 3]]));
            pc += 4;
          }
          case F32_SUB -> {
            r[fp + code[pc + 1]] =
                Float.floatToRawIntBits(
                    Float.intBitsToFloat((int) r[fp + code[pc + 2]])
                        - Float.intBitsToFloat((int) r[fp + code[pc + 3]]));
            pc += 4;
          }
          case F32_MUL -> {
            r[fp + code[pc + 1]] =
                Float.floatToRawIntBits(
                    Float.intBitsToFloat((int) r[fp + code[pc + 2]])
                        * Float.intBitsToFloat((int) r[fp + code[pc + 3]]));
            pc += 4;
          }
          case F32_DIV -> {
            r[fp + code[pc + 1]] =
                Float.floatToRawIntBits(
                    Float.intBitsToFloat((int) r[fp + code[pc + 2]])
                        / Float.intBitsToFloat((int) r[fp + code[pc + 3]]));
            pc += 4;
          }
          case F64_ADD -> {
            r[fp + code[pc + 1]] =
                Double.doubleToRawLongBits(
                    Double.longBitsToDouble(r[fp + code[pc + 2]])
                        + Double.longBitsToDouble(r[fp + code[pc + 3]]));
            pc += 4;
          }
          case F64_SUB -> {
            r[fp + code[pc + 1]] =
                Double.doubleToRawLongBits(
                    Double.longBitsToDouble(r[fp + code[pc + 2]])
                        - Double.longBitsToDouble(r[fp + code[pc + 3]]));
            pc += 4;
          }
          case F64_MUL -> {
            r[fp + code[pc + 1]] =
                Double.doubleToRawLongBits(
                    Double.longBitsToDouble(r[fp + code[pc + 2]])
                        * Double.longBitsToDouble(r[fp + code[pc + 3]]));
            pc += 4;
          }
          case F64_DIV -> {
            r[fp + code[pc + 1]] =
                Double.doubleToRawLongBits(
                    Double.longBitsToDouble(r[fp + code[pc + 2]])
                        / Double.longBitsToDouble(r[fp + code[pc + 3]]));
            pc += 4;
          }
          case F64_EQ -> {
            r[fp + code[pc + 1]] =
                Double.longBitsToDouble(r[fp + code[pc + 2]])
                        == Double.longBitsToDouble(r[fp + code[pc + 3]])
                    ? 1
                    : 0;
            pc += 4;
          }
          case F64_NE -> {
            r[fp + code[pc + 1]] =
                Double.longBitsToDouble(r[fp + code[pc + 2]])
                        != Double.longBitsToDouble(r[fp + code[pc + 3]])
                    ? 1
                    : 0;
            pc += 4;
          }
          case F64_LT -> {
            r[fp + code[pc + 1]] =
                Double.longBitsToDouble(r[fp + code[pc + 2]])
                        < Double.longBitsToDouble(r[fp + code[pc + 3]])
                    ? 1
                    : 0;
            pc += 4;
          }
          case F64_LE -> {
            r[fp + code[pc + 1]] =
                Double.longBitsToDouble(r[fp + code[pc + 2]])
                        <= Double.longBitsToDouble(r[fp + code[pc + 3]])
                    ? 1
                    : 0;
            pc += 4;
          }
          case FUEL -> {
            FuelTank tank = activation.fuel;
            if (tank == null) {
              tank = instance.fuel;
            }
            if ((tank.left -= code[pc + 1]) < 0) {
              activation.note(function, instance, pc, depth);
              Metering.takeMore(tank, code[pc + 1], instance, activation, depth);
            }
            pc += 2;
          }
          default -> {
            int opcode = code[pc];
            if (opcode < FIRST_UNARY) {
              Arithmetic.binary(code, r, fp, pc);
              pc += 4;
            } else if (opcode < FIRST_RARE) {
              Arithmetic.unary(code, r, fp, pc);
              pc += 3;
            } else {
              if (opcode == CALL_REF) {
                activation.note(function, instance, pc, depth);
              }
              pc = Rare.execute(code, r, fp, pc, references, instance, activation, depth);
            }
          }
        }
      }
    } catch (Throwable thrown) {
      Unwinding.leave(thrown, code, r, fp, pc, references, function, instance, activation);
    }
  }
}
