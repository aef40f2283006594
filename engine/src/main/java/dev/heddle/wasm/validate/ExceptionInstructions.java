package dev.heddle.wasm.validate;

import dev.heddle.wasm.decode.CatchClause;
import dev.heddle.wasm.module.ControlOpcode;
import java.util.Arrays;

/**
 * Validates the instructions of exceptions for {@link FunctionValidator}. Not thread-safe. Source:
 * core specification, section 3.4.5 (control instructions); legacy exception handling proposal.
 */
final class ExceptionInstructions {

  private final FunctionValidator function;
  private final ModuleTypes types;
  private final ValidationStack stack;

  ExceptionInstructions(FunctionValidator function, ModuleTypes types, ValidationStack stack) {
    this.function = function;
    this.types = types;
    this.stack = stack;
  }

  /** Validates the instruction with this opcode, which has been read. */
  void validate(int opcode) {
    switch (opcode) {
      case ControlOpcode.THROW -> {
        stack.pop(payload(function.reader().u32()));
        stack.unreachable();
      }
      case ControlOpcode.THROW_REF -> {
        stack.pop(OperandTypes.EXNREF);
        stack.unreachable();
      }
      case ControlOpcode.TRY_TABLE -> {
        StackEffect effect = function.blockType();
        CatchClause.readAll(function.reader()).forEach(this::clause);
        stack.enter(opcode, effect);
      }
      case ControlOpcode.LEGACY_TRY -> stack.enter(opcode, function.blockType());
      case ControlOpcode.LEGACY_CATCH -> {
        checkOpen(stack.opcode() != ControlOpcode.LEGACY_CATCH_ALL);
        stack.enterCatch(opcode, payload(function.reader().u32()));
      }
      case ControlOpcode.LEGACY_CATCH_ALL -> {
        checkOpen(stack.opcode() != ControlOpcode.LEGACY_CATCH_ALL);
        stack.enterCatch(opcode, StackEffect.NONE.parameters);
      }
      case ControlOpcode.LEGACY_RETHROW -> {
        int label = function.labelIndex();
        int target = stack.opcode(label);
        if (target != ControlOpcode.LEGACY_CATCH && target != ControlOpcode.LEGACY_CATCH_ALL) {
          throw function.invalid("invalid rethrow label " + label);
        }
        stack.unreachable();
      }
      case ControlOpcode.LEGACY_DELEGATE -> {
        checkOpen(stack.opcode() == ControlOpcode.LEGACY_TRY);
        stack.leave();
        function.labelIndex();
      }
      default -> throw new IllegalArgumentException("not an opcode of exceptions: " + opcode);
    }
  }

  /** What a clause hands on must be what its label takes. */
  private void clause(CatchClause clause) {
    int[] payload =
        clause.tag() == CatchClause.ALL ? StackEffect.NONE.parameters : payload(clause.tag());
    int[] carried = payload;
    if (clause.reference()) {
      carried = Arrays.copyOf(payload, payload.length + 1);
      carried[payload.length] = OperandTypes.EXN;
    }
    int[] taken = function.labelTypes(clause.label());
    if (!types.matches(carried, taken, function)) {
      throw function.invalid(
          "type mismatch: a catch clause hands on "
              + types.text(carried)
              + " but label "
              + clause.label()
              + " takes "
              + types.text(taken));
    }
  }

  /** A {@code catch} stands where the grammar has a {@code try} that may have it. */
  private void checkOpen(boolean mayFollow) {
    int opcode = stack.opcode();
    boolean open =
        opcode == ControlOpcode.LEGACY_TRY
            || opcode == ControlOpcode.LEGACY_CATCH
            || opcode == ControlOpcode.LEGACY_CATCH_ALL;
    if (!open || !mayFollow) {
      throw function
          .reader()
          .malformed("END opcode expected: " + function.instruction() + " without try");
    }
  }

  private int[] payload(int tag) {
    return function.tag(tag).parameters;
  }
}
