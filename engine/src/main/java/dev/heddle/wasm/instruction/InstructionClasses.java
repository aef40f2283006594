package dev.heddle.wasm.instruction;

import java.util.List;

/** The classes that execute single instructions, to be initialised before guests run. */
public final class InstructionClasses {

  private InstructionClasses() {}

  /** All of them; those nested in them belong to it, too. */
  public static List<Class<?>> all() {
    return List.of(
        Allocation.class,
        Arithmetic.class,
        ArrayRanges.class,
        Atomics.class,
        Bulk.class,
        Catching.class,
        ControlFlow.class,
        Conversions.class,
        EffectiveAddress.class,
        FloatingPoint.class,
        IndirectCalls.class,
        MemoryAccess.class,
        MemoryCode.class,
        MemoryHandles.class,
        Metering.class,
        ObjectInstructions.class,
        Rare.class,
        Support.class,
        Swar.class,
        Truncation.class,
        VectorCode.class,
        VectorComparisons.class,
        VectorConversions.class,
        VectorFloats.class,
        VectorIntegers.class,
        VectorLanes.class,
        VectorMemory.class,
        Vectors.class,
        WideArithmetic.class);
  }
}
