package dev.heddle.wasm.validate;

import dev.heddle.wasm.InvalidModuleException;
import dev.heddle.wasm.Limits;
import dev.heddle.wasm.module.ConstantExpression;
import dev.heddle.wasm.module.ConstantExpression.Arithmetic;
import dev.heddle.wasm.module.ConstantExpression.F32Const;
import dev.heddle.wasm.module.ConstantExpression.F64Const;
import dev.heddle.wasm.module.ConstantExpression.GlobalGet;
import dev.heddle.wasm.module.ConstantExpression.I32Const;
import dev.heddle.wasm.module.ConstantExpression.I64Const;
import dev.heddle.wasm.module.ConstantExpression.Instruction;
import dev.heddle.wasm.module.ConstantExpression.NewObject;
import dev.heddle.wasm.module.ConstantExpression.NotConstant;
import dev.heddle.wasm.module.ConstantExpression.RefFunc;
import dev.heddle.wasm.module.ConstantExpression.RefNull;
import dev.heddle.wasm.module.ConstantExpression.ReferenceConversion;
import dev.heddle.wasm.module.ConstantExpression.V128Const;
import dev.heddle.wasm.module.Mnemonics;
import dev.heddle.wasm.module.ModuleDefinition;
import dev.heddle.wasm.module.ObjectOpcode;
import dev.heddle.wasm.module.Opcode;
import dev.heddle.wasm.types.ArrayType;
import dev.heddle.wasm.types.CompositeType;
import dev.heddle.wasm.types.FieldType;
import dev.heddle.wasm.types.GlobalType;
import dev.heddle.wasm.types.HeapType;
import dev.heddle.wasm.types.ReferenceType;
import dev.heddle.wasm.types.StructType;
import java.util.BitSet;
import java.util.List;

/**
 * Validates constant expressions and collects the functions they refer to.
 *
 * <p>One instance validates any number of expressions of one module, one after the other. Not
 * thread-safe. Source: core specification, section 3.4.14 (constant expressions).
 */
final class ConstantExpressionValidator implements Diagnostics {

  private final ModuleDefinition module;
  private final BitSet declaredFunctions;
  private final ModuleTypes types;
  private final ValidationStack stack;

  private String place = "";
  private int offset;
  private int opcode;

  /**
   * A validator for the expressions of {@code module}.
   *
   * @param declaredFunctions where the indices of functions that are referred to are added
   */
  ConstantExpressionValidator(
      ModuleDefinition module, ModuleTypes types, Limits limits, BitSet declaredFunctions) {
    this.module = module;
    this.types = types;
    this.stack = new ValidationStack(this, types, limits.maxOperands());
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
    if (instruction instanceof I32Const) {
      stack.push(OperandTypes.I32);
    } else if (instruction instanceof I64Const) {
      stack.push(OperandTypes.I64);
    } else if (instruction instanceof F32Const) {
      stack.push(OperandTypes.F32);
    } else if (instruction instanceof F64Const) {
      stack.push(OperandTypes.F64);
    } else if (instruction instanceof V128Const) {
      stack.push(OperandTypes.V128);
    } else if (instruction instanceof RefNull(HeapType heap)) {
      stack.push(types.nullable(heap));
    } else if (instruction instanceof RefFunc(int index)) {
      referenceToFunction(index);
    } else if (instruction instanceof GlobalGet(int index)) {
      stack.push(global(index, visibleGlobals));
    } else if (instruction instanceof Arithmetic(int arithmetic)) {
      arithmetic(arithmetic);
    } else if (instruction instanceof NewObject(int newObject, int type, int count)) {
      newObject(newObject, type, count);
    } else if (instruction instanceof ReferenceConversion(int conversion)) {
      convert(conversion);
    } else {
      throw new IllegalStateException("refused before: " + instruction);
    }
  }

  private void referenceToFunction(int index) {
    if (index < 0 || index >= module.functionCount()) {
      throw invalid("unknown function " + Integer.toUnsignedString(index));
    }
    declaredFunctions.set(index);
    stack.push(types.nonNull(module.functionTypes()[index]));
  }

  private int global(int index, int visibleGlobals) {
    if (index < 0 || index >= visibleGlobals) {
      throw invalid("unknown global " + Integer.toUnsignedString(index));
    }
    GlobalType global = module.globals().get(index);
    if (global.mutable()) {
      throw invalid("constant expression required, without mutable global " + index);
    }
    return types.of(global.value());
  }

  private void arithmetic(int arithmetic) {
    opcode = arithmetic;
    int signature = NumericInstructions.signature(arithmetic);
    stack.pop(NumericInstructions.second(signature));
    stack.pop(NumericInstructions.first(signature));
    stack.push(NumericInstructions.result(signature));
  }

  private void newObject(int newObject, int type, int count) {
    opcode = newObject;
    if (type < 0 || type >= module.types().size()) {
      throw invalid("unknown type " + Integer.toUnsignedString(type));
    }
    CompositeType composite = module.types().get(type).composite();
    switch (newObject) {
      case ObjectOpcode.STRUCT_NEW, ObjectOpcode.STRUCT_NEW_DEFAULT -> {
        if (!(composite instanceof StructType(List<FieldType> fields))) {
          throw wrongKind(type, "structure");
        }
        if (newObject == ObjectOpcode.STRUCT_NEW) {
          fields.reversed().forEach(field -> stack.pop(types.of(field.value())));
        } else {
          fields.forEach(this::checkDefault);
        }
      }
      default -> {
        if (!(composite instanceof ArrayType(FieldType element))) {
          throw wrongKind(type, "array");
        }
        newArray(element, count);
      }
    }
    stack.push(types.nonNull(type));
  }

  private void newArray(FieldType element, int count) {
    switch (opcode) {
      case ObjectOpcode.ARRAY_NEW -> {
        stack.pop(OperandTypes.I32);
        stack.pop(types.of(element.value()));
      }
      case ObjectOpcode.ARRAY_NEW_DEFAULT -> {
        checkDefault(element);
        stack.pop(OperandTypes.I32);
      }
      default -> stack.popAll(types.of(element.value()), ObjectInstructions.fixedCount(count));
    }
  }

  private void checkDefault(FieldType field) {
    if (field.storage() instanceof ReferenceType reference && !reference.nullable()) {
      throw invalid("type mismatch: " + instruction() + ", but " + field + " has no default");
    }
  }

  private InvalidModuleException wrongKind(int type, String wanted) {
    return invalid(
        "type mismatch: "
            + instruction()
            + " needs the type of a "
            + wanted
            + ", not type "
            + type);
  }

  private void convert(int conversion) {
    opcode = conversion;
    switch (conversion) {
      case ObjectOpcode.REF_I31 -> {
        stack.pop(OperandTypes.I32);
        stack.push(OperandTypes.nonNull(OperandTypes.I31REF));
      }
      case ObjectOpcode.ANY_CONVERT_EXTERN -> convert(OperandTypes.EXTERNREF, OperandTypes.ANYREF);
      default -> convert(OperandTypes.ANYREF, OperandTypes.EXTERNREF);
    }
  }

  private void convert(int from, int to) {
    int reference = stack.popAny();
    if (!types.matches(reference, from)) {
      throw invalid("type mismatch: " + instruction() + " of " + types.text(reference));
    }
    stack.push(OperandTypes.isNullable(reference) ? to : OperandTypes.nonNull(to));
  }

  @Override
  public InvalidModuleException invalid(String problem) {
    return new InvalidModuleException(problem, place, offset);
  }

  @Override
  public String where() {
    return "in the expression of " + place;
  }

  @Override
  public String instruction() {
    return Mnemonics.of(opcode);
  }
}
