package dev.heddle.wasm.validate;

import dev.heddle.wasm.InvalidModuleException;
import dev.heddle.wasm.LimitExceededException;
import dev.heddle.wasm.Limits;
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
import dev.heddle.wasm.module.ModuleDefinition;
import dev.heddle.wasm.module.Opcode;
import dev.heddle.wasm.types.GlobalType;
import java.util.BitSet;

/**
 * Validates constant expressions and collects the functions they refer to.
 *
 * <p>One instance validates any number of expressions of one module, one after the other. Not
 * thread-safe. Source: core specification, section 3.4.14 (constant expressions).
 */
final class ConstantExpressionValidator implements Diagnostics {

  private final ModuleDefinition module;
  private final BitSet declaredFunctions;
  private final ValidationStack stack;

  private String place = "";
  private int offset;
  private int opcode;

  /**
   * A validator for the expressions of {@code module}.
   *
   * @param declaredFunctions where the indices of functions that are referred to are added
   */
  ConstantExpressionValidator(ModuleDefinition module, Limits limits, BitSet declaredFunctions) {
    this.stack = new ValidationStack(this, limits.maxOperands());
    this.module = module;
    this.declaredFunctions = declaredFunctions;
  }

  /**
   * Validates an expression.
   *
   * @param result the type that its value must have, see {@link OperandTypes}
   * @param visibleGlobals how many of the globals the expression may know of
   * @param where whose expression it is, for messages
   */
  void validate(ConstantExpression expression, int result, int visibleGlobals, String where) {
    place = where;
    offset = expression.offset();
    for (Instruction instruction : expression.instructions()) {
      if (instruction instanceof NotConstant(int notConstant)) {
        throw invalid("constant expression required, without " + Mnemonics.of(notConstant));
      }
    }
    stack.begin(StackEffect.ofResult(result));
    for (Instruction instruction : expression.instructions()) {
      instruction(instruction, visibleGlobals);
    }
    opcode = Opcode.END;
    stack.end();
  }

  private void instruction(Instruction instruction, int visibleGlobals) {
    switch (instruction) {
      case I32Const constant -> stack.push(OperandTypes.I32);
      case I64Const constant -> stack.push(OperandTypes.I64);
      case F32Const constant -> stack.push(OperandTypes.F32);
      case F64Const constant -> stack.push(OperandTypes.F64);
      case V128Const constant -> stack.push(OperandTypes.V128);
      case RefNull(var heap) -> stack.push(OperandTypes.nullable(heap));
      case RefFunc(int index) -> referenceToFunction(index);
      case GlobalGet(int index) -> stack.push(global(index, visibleGlobals));
      case Arithmetic(int arithmetic) -> arithmetic(arithmetic);
      case NotConstant notConstant ->
          throw new IllegalStateException("refused before: " + notConstant);
    }
  }

  private void referenceToFunction(int index) {
    if (index < 0 || index >= module.functionCount()) {
      throw invalid("unknown function " + Integer.toUnsignedString(index));
    }
    declaredFunctions.set(index);
    stack.push(OperandTypes.FUNCREF);
  }

  private int global(int index, int visibleGlobals) {
    if (index < 0 || index >= visibleGlobals) {
      throw invalid("unknown global " + Integer.toUnsignedString(index));
    }
    GlobalType global = module.globals().get(index);
    if (global.mutable()) {
      throw invalid("constant expression required, without mutable global " + index);
    }
    return OperandTypes.of(global.value());
  }

  private void arithmetic(int arithmetic) {
    opcode = arithmetic;
    int signature = NumericInstructions.signature(arithmetic);
    stack.pop(NumericInstructions.second(signature));
    stack.pop(NumericInstructions.first(signature));
    stack.push(NumericInstructions.result(signature));
  }

  @Override
  public InvalidModuleException invalid(String problem) {
    return new InvalidModuleException(problem, place, offset);
  }

  @Override
  public LimitExceededException tooManyOperands(long found, int limit) {
    return new LimitExceededException(
        "too many operands: "
            + found
            + " in the expression of "
            + place
            + ", but Limits.maxOperands is "
            + limit);
  }

  @Override
  public String instruction() {
    return Mnemonics.of(opcode);
  }
}
