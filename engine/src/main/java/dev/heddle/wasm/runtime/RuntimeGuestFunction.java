package dev.heddle.wasm.runtime;

import dev.heddle.wasm.Store;
import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;
import dev.heddle.wasm.code.LoweredFunction;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A function of a guest: an instance and a place in its code. */
public final class RuntimeGuestFunction extends RuntimeFunction {

  /** Frames of callees that a call has room for from the start, in {@code long}s. */
  private static final int ROOM = 96;

  private final RuntimeInstance instance;
  private final int index;

  /** What {@link RuntimeInstance#compiled} has had for it, so that it need not be asked again. */
  private @Nullable CompiledCode compiled;

  RuntimeGuestFunction(RuntimeInstance instance, int index) {
    super(instance.module().definition().definedType(index));
    this.instance = instance;
    this.index = index;
  }

  /** Its index in the module of its instance. */
  public int index() {
    return index;
  }

  /** Its register code. */
  public LoweredFunction code() {
    return instance.code(index);
  }

  /** Its code as JVM bytecode, if there is some. */
  public @Nullable CompiledCode compiled() {
    CompiledCode known = compiled;
    if (known == null) {
      known = instance.compiled[index];
      if (known != null) {
        instance.keepsCompiled();
        compiled = known;
      }
    }
    return known;
  }

  /** Has it look again whether there is some. */
  void forgetCompiled() {
    compiled = null;
  }

  /** The instance it belongs to. */
  public RuntimeInstance instance() {
    return instance;
  }

  /**
   * Sees to it that an instance that calls it lives in its store: references come along by ways
   * where nobody asked, within objects that the host made, for example.
   *
   * @param caller null if the host calls
   */
  public void requireStoreOf(@Nullable RuntimeInstance caller) {
    if (caller != null && caller.store() != instance.store()) {
      throw new TrapException(
          TrapKind.FUNCTION_OF_ANOTHER_STORE, name() + " was called by an " + caller);
    }
  }

  @Override
  public Optional<Store> store() {
    return Optional.of(instance.store());
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
    if (caller != instance) {
      requireStoreOf(caller);
    }
    CompiledCode known = compiled();
    if (known == null) {
      known = instance.tier.first(index);
    }
    if (known != null) {
      known.enter(r, base, references, referenceBase, instance, activation, depth);
      return;
    }
    instance.executor.enter(
        code(), instance, r, base, references, referenceBase, activation, depth);
  }

  @Override
  void admit(@Nullable Object reference, String what) {
    Owner.admit(reference, instance.store(), what);
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
    return instance.compiled[index] != null
        ? Math.max(signature().parameterNumbers(), signature().resultNumbers())
        : code().frameSize + ROOM;
  }
}
