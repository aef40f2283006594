package dev.heddle.wasm.lower;

import dev.heddle.wasm.code.AtomicRegisterOpcode;
import dev.heddle.wasm.code.CastTarget;
import dev.heddle.wasm.code.ControlRegisterOpcode;
import dev.heddle.wasm.code.ElementKind;
import dev.heddle.wasm.code.ExceptionHandler;
import dev.heddle.wasm.code.HandlerTable;
import dev.heddle.wasm.code.LoweredFunction;
import dev.heddle.wasm.code.MemoryOpcode;
import dev.heddle.wasm.code.ObjectRegisterOpcode;
import dev.heddle.wasm.code.RegisterInstruction;
import dev.heddle.wasm.code.RegisterKind;
import dev.heddle.wasm.code.RegisterOpcode;
import dev.heddle.wasm.code.Signature;
import dev.heddle.wasm.code.StructLayout;
import dev.heddle.wasm.code.WideRegisterOpcode;
import java.util.List;

/**
 * The classes that lower functions, to be initialised before guests run: a function is lowered when
 * it is first called, however full the stack is by then.
 */
public final class LoweringClasses {

  private LoweringClasses() {}

  /** All of them; those nested in them belong to it, too. */
  public static List<Class<?>> all() {
    return List.of(
        AtomicRegisterOpcode.class,
        Block.class,
        BlockLowering.class,
        BodyReader.class,
        CastTarget.class,
        CodeBuffer.class,
        Comparison.class,
        ComparisonLowering.class,
        Condition.class,
        ControlLowering.class,
        ControlRegisterOpcode.class,
        ElementKind.class,
        ExceptionHandler.class,
        FunctionCode.class,
        FunctionLowering.class,
        HandlerDraft.class,
        HandlerTable.class,
        Label.class,
        LoweredFunction.class,
        MemoryArgument.class,
        MemoryLowering.class,
        MemoryOpcode.class,
        ObjectLowering.class,
        ObjectRegisterOpcode.class,
        OpcodeMap.class,
        OperandStack.class,
        RegisterInstruction.class,
        RegisterKind.class,
        RegisterOpcode.class,
        Signature.class,
        StructLayout.class,
        VectorLowering.class,
        WideRegisterOpcode.class);
  }
}
