package dev.heddle.wasm.lower;

import dev.heddle.wasm.code.RegisterKind;
import dev.heddle.wasm.code.RegisterOpcode;
import dev.heddle.wasm.lower.Condition.Compared;
import dev.heddle.wasm.lower.Condition.ZeroTest;
import org.jspecify.annotations.Nullable;

/**
 * Lowers comparisons of integers, which melt into the branches that use them, for one function. Not
 * thread-safe.
 */
final class ComparisonLowering {

  private final FunctionCode function;
  private final CodeBuffer code;
  private final OperandStack stack;

  /** The comparison that was written last. */
  private @Nullable Written last;

  /**
   * A comparison that has been written and may still be fused with what uses its result.
   *
   * @param start where its code begins, with that of a constant it compares with
   * @param instruction where it stands
   * @param edits what {@link FunctionCode#edits} must be for it to be the last instruction
   * @param result where its result is
   * @param condition what it tests
   */
  private record Written(int start, int instruction, int edits, int result, Condition condition) {}

  ComparisonLowering(FunctionCode function) {
    this.function = function;
    this.code = function.code;
    this.stack = function.stack;
  }

  /** Lowers a comparison of two integers. */
  void compare(Comparison relation, boolean wide) {
    int right = function.pop();
    int left = function.pop();
    boolean leftConstant = stack.isConstant(left);
    Comparison asked = relation;
    if (leftConstant && !stack.isConstant(right)) {
      int swap = left;
      left = right;
      right = swap;
      asked = relation.swapped();
    }
    int start = code.size();
    boolean immediate = !wide && stack.isConstant(right) && !stack.isConstant(left);
    int constant = immediate ? (int) stack.constant(right) : 0;
    int a = function.register(left);
    int b = function.register(right);
    write(start, new Compared(asked, wide, a, immediate ? constant : b, immediate), b);
  }

  /** Writes a comparison whose second register is {@code right}. */
  private void write(int start, Compared compared, int right) {
    int result = stack.push(RegisterKind.I32);
    int instruction = code.size();
    Comparison relation = compared.relation();
    if (relation.needsSwap()) {
      function.emit(relation.swapped().value(compared.wide()), result, right, compared.left());
    } else {
      function.emit(relation.value(compared.wide()), result, compared.left(), right);
    }
    remember(start, instruction, result, compared);
  }

  private void remember(int start, int instruction, int result, Condition condition) {
    function.redirectableFrom(instruction);
    last = new Written(start, instruction, function.edits(), result, condition);
  }

  /** Lowers {@code i32.eqz}, which negates a comparison. */
  void equalsZero() {
    int operand = function.pop();
    Written written = writtenBy(operand);
    if (written != null && written.condition instanceof Compared compared) {
      // the register of the right operand is that of the instruction that is being replaced
      int right = code.get(written.instruction + (compared.relation().needsSwap() ? 2 : 3));
      code.truncate(written.instruction);
      write(written.start, compared.negated(), right);
    } else {
      int register = function.register(operand);
      int result = stack.push(RegisterKind.I32);
      int instruction = code.size();
      function.emit(RegisterOpcode.I32_EQZ, result, register);
      remember(instruction, instruction, result, new ZeroTest(register, true));
    }
  }

  /** The comparison that made a popped operand, if it is the last instruction. */
  private @Nullable Written writtenBy(int operand) {
    Written written = last;
    return written != null
            && written.edits == function.edits()
            && !stack.isConstant(operand)
            && stack.isHome(operand)
            && stack.home(operand) == written.result
        ? written
        : null;
  }

  /** Takes what a branch tests off the stack: a comparison, or whether an operand is zero. */
  Condition popCondition() {
    int operand = function.pop();
    Written written = writtenBy(operand);
    if (written == null) {
      return new ZeroTest(function.register(operand), false);
    }
    // a constant that only the comparison needed goes with it if the branch takes it itself
    boolean immediate = written.condition instanceof Compared compared && compared.immediate();
    code.truncate(immediate ? written.start : written.instruction);
    function.forgetLast();
    return written.condition;
  }
}
