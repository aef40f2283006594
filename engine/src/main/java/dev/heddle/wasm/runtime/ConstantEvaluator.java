package dev.heddle.wasm.runtime;

import dev.heddle.wasm.V128;
import dev.heddle.wasm.module.ConstantExpression;
import dev.heddle.wasm.module.ConstantExpression.Arithmetic;
import dev.heddle.wasm.module.ConstantExpression.F32Const;
import dev.heddle.wasm.module.ConstantExpression.F64Const;
import dev.heddle.wasm.module.ConstantExpression.GlobalGet;
import dev.heddle.wasm.module.ConstantExpression.I32Const;
import dev.heddle.wasm.module.ConstantExpression.I64Const;
import dev.heddle.wasm.module.ConstantExpression.Instruction;
import dev.heddle.wasm.module.ConstantExpression.NotConstant;
import dev.heddle.wasm.module.ConstantExpression.RefFunc;
import dev.heddle.wasm.module.ConstantExpression.RefNull;
import dev.heddle.wasm.module.ConstantExpression.V128Const;
import dev.heddle.wasm.module.Opcode;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Evaluates constant expressions. Source: core specification, section 4.7.3 (instantiation). */
final class ConstantEvaluator {

  private ConstantEvaluator() {}

  /** The value of an expression of a number type. */
  static long number(ConstantExpression expression, RuntimeInstance instance) {
    ArrayDeque<Long> stack = new ArrayDeque<>();
    for (Instruction instruction : expression.instructions()) {
      stack.push(
          switch (instruction) {
            case I32Const(int value) -> (long) value;
            case I64Const(long value) -> value;
            case F32Const(int bits) -> (long) bits;
            case F64Const(long bits) -> bits;
            case GlobalGet(int index) -> instance.globals[index].bits;
            case Arithmetic(int opcode) -> {
              long right = stack.pop();
              long left = stack.pop();
              yield arithmetic(opcode, left, right);
            }
            case V128Const _, RefNull _, RefFunc _, NotConstant _ ->
                throw new IllegalStateException(instruction + " is not a number");
          });
    }
    return stack.pop();
  }

  /** The value of an expression of the vector type. */
  static V128 vector(ConstantExpression expression, RuntimeInstance instance) {
    return switch (expression.instructions().getLast()) {
      case V128Const(long low, long high) -> new V128(low, high);
      case GlobalGet(int index) ->
          new V128(instance.globals[index].bits, instance.globals[index].high);
      default -> throw new IllegalStateException(expression + " is not a vector");
    };
  }

  /** The value of an expression of a reference type. */
  static @Nullable Object reference(ConstantExpression expression, RuntimeInstance instance) {
    return switch (expression.instructions().getLast()) {
      case RefNull _ -> null;
      case RefFunc(int function) -> instance.function(function);
      case GlobalGet(int index) -> instance.globals[index].reference;
      default -> throw new IllegalStateException(expression + " is not a reference");
    };
  }

  private static long arithmetic(int opcode, long left, long right) {
    return switch (opcode) {
      case Opcode.I32_ADD -> (int) (left + right);
      case Opcode.I32_SUB -> (int) (left - right);
      case Opcode.I32_MUL -> (int) (left * right);
      case Opcode.I64_ADD -> left + right;
      case Opcode.I64_SUB -> left - right;
      case Opcode.I64_MUL -> left * right;
      default -> throw new IllegalStateException("not constant: " + opcode);
    };
  }
}
