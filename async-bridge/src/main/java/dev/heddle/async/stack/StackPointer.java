package dev.heddle.async.stack;

import dev.heddle.wasm.ExternValue;
import dev.heddle.wasm.Global;
import dev.heddle.wasm.Instance;
import dev.heddle.wasm.Memory;
import dev.heddle.wasm.types.GlobalType;
import dev.heddle.wasm.types.ValueType;
import org.jspecify.annotations.Nullable;

/** Finds the stack pointer of a guest and the memory it points into (rule S1). */
public final class StackPointer {

  private static final String USUAL_NAME = "__stack_pointer";

  private static final GlobalType TYPE = new GlobalType(ValueType.I32, true);

  private StackPointer() {}

  /**
   * The stack pointer of an instance.
   *
   * @param export the name under which it is exported, or null to look for the usual one
   * @return the global, or null if it was only looked for and is not there
   * @throws IllegalArgumentException if there is no such export, or it is not a mutable i32 global,
   *     or there is no memory it could point into
   */
  public static @Nullable Global of(Instance instance, @Nullable String export) {
    if (export == null) {
      return instance.exports().get(USUAL_NAME) instanceof Global global
              && global.type().equals(TYPE)
          ? global
          : null;
    }
    Global global = instance.global(export);
    if (!global.type().equals(TYPE)) {
      throw new IllegalArgumentException(
          "stack pointer \"" + export + "\": expected " + TYPE + ", found " + global.type());
    }
    if (memoryOf(instance) == null) {
      throw new IllegalArgumentException(
          "stack pointer \"" + export + "\": the module exports no memory it could point into");
    }
    return global;
  }

  /** The first memory that an instance exports. */
  public static @Nullable Memory memoryOf(Instance instance) {
    for (ExternValue value : instance.exports().values()) {
      if (value instanceof Memory memory) {
        return memory;
      }
    }
    return null;
  }
}
