package dev.heddle.wasm.runtime;

import java.util.List;

/** The classes that running guests need, to be initialised before guests run. */
public final class RuntimeClasses {

  private RuntimeClasses() {}

  /** All of them; those nested in them belong to it, too. */
  public static List<Class<?>> all() {
    return List.of(
        AddressSpace.class,
        CodeExecutor.class,
        CodePlace.class,
        CompiledCode.class,
        CompiledFrames.class,
        CompiledLoop.class,
        ConstantEvaluator.class,
        ElementSegments.class,
        FuelSupply.class,
        FuelTank.class,
        Garbage.class,
        Interruption.class,
        MemoryRoom.class,
        MemoryShare.class,
        NativeMemory.class,
        ObjectHeap.class,
        References.class,
        RuntimeArray.class,
        RuntimeFunction.class,
        RuntimeGlobal.class,
        RuntimeGuestFunction.class,
        RuntimeHostCall.class,
        RuntimeHostFunction.class,
        RuntimeInstance.class,
        RuntimeMemory.class,
        RuntimeStruct.class,
        RuntimeTable.class,
        RuntimeTag.class,
        RuntimeTaggedException.class,
        Shortage.class,
        Slabs.class,
        TableRoom.class,
        Tier.class,
        Values.class,
        Waiters.class,
        ZeroFile.class);
  }
}
