package dev.heddle.wasm.instruction;

import static dev.heddle.wasm.code.ObjectRegisterOpcode.*;
import static dev.heddle.wasm.instruction.Rare.unsigned;

import dev.heddle.wasm.runtime.Activation;
import dev.heddle.wasm.runtime.RuntimeArray;
import dev.heddle.wasm.runtime.RuntimeInstance;
import org.jspecify.annotations.Nullable;

/** Instructions on ranges of arrays. Source: core specification, section 4.6.7. */
final class ArrayRanges {

  private ArrayRanges() {}

  /** Executes the instruction at {@code pc} and returns where to go on. */
  static int execute(
      int[] code,
      long[] r,
      int fp,
      int pc,
      @Nullable Object[] references,
      RuntimeInstance instance,
      Activation activation) {
    RuntimeArray array = ObjectInstructions.array(references[code[pc + 1]]);
    long to = unsigned(r, fp, code[pc + 2]);
    switch (code[pc]) {
      case ARRAY_FILL -> {
        long count = unsigned(r, fp, code[pc + 4]);
        array.check(to, count);
        array.fill((int) to, r[fp + code[pc + 3]], (int) count);
      }
      case ARRAY_FILL_REF -> {
        long count = unsigned(r, fp, code[pc + 4]);
        array.check(to, count);
        array.fill((int) to, references[code[pc + 3]], (int) count);
      }
      case ARRAY_FILL128 -> {
        long count = unsigned(r, fp, code[pc + 4]);
        array.check(to, count);
        int value = fp + code[pc + 3];
        array.fill((int) to, r[value], r[value + 1], (int) count);
      }
      case ARRAY_COPY -> {
        RuntimeArray source = ObjectInstructions.array(references[code[pc + 3]]);
        long from = unsigned(r, fp, code[pc + 4]);
        long count = unsigned(r, fp, code[pc + 5]);
        array.check(to, count);
        source.check(from, count);
        array.copyFrom(source, (int) from, (int) to, (int) count);
      }
      case ARRAY_INIT_DATA -> {
        long count = unsigned(r, fp, code[pc + 4]);
        array.check(to, count);
        instance.data.write(
            code[pc + 5], unsigned(r, fp, code[pc + 3]), array, (int) to, (int) count);
      }
      case ARRAY_INIT_ELEM -> {
        long count = unsigned(r, fp, code[pc + 4]);
        array.check(to, count);
        instance.elements.write(
            code[pc + 5], unsigned(r, fp, code[pc + 3]), array, (int) to, (int) count, activation);
      }
      default -> throw new IllegalStateException("unknown opcode " + code[pc]);
    }
    return pc + (code[pc] <= ARRAY_FILL128 ? 5 : 6);
  }
}
