package dev.heddle.wasm.runtime;

import dev.heddle.wasm.execute.Activation;
import dev.heddle.wasm.execute.Calls;
import dev.heddle.wasm.lower.LoweredFunction;
import org.jspecify.annotations.Nullable;

/** A function of a guest: an instance and a place in its code. */
public final class RuntimeGuestFunction extends RuntimeFunction {

  /** Frames of callees that a call has room for from the start, in {@code long}s. */
  private static final int ROOM = 96;

  private final RuntimeInstance instance;
  private final int index;

  RuntimeGuestFunction(RuntimeInstance instance, int index) {
    super(instance.module().definition().definedType(index));
    this.instance = instance;
    this.index = index;
  }

  /** Its register code. */
  public LoweredFunction code() {
    return instance.code(index);
  }

  /** The instance it belongs to. */
  public RuntimeInstance instance() {
    return instance;
  }

  @Override
  public String name() {
    return instance.module().functionName(index);
  }

  @Override
  public void enter(
      long[] r,
      int base,
      @Nullable Object[] references,
      int referenceBase,
      @Nullable RuntimeInstance caller,
      Activation activation,
      int depth) {
    Calls.enter(code(), instance, r, base, references, referenceBase, activation, depth);
  }

  @Override
  int maxDepth() {
    return instance.limits().maxCallDepth();
  }

  @Override
  int maxStackValues() {
    return instance.limits().maxStackValues();
  }

  @Override
  int roomForFrames() {
    return code().frameSize + ROOM;
  }
}
