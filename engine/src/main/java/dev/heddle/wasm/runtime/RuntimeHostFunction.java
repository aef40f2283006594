package dev.heddle.wasm.runtime;

import dev.heddle.wasm.HostFunction;
import dev.heddle.wasm.Store;
import dev.heddle.wasm.types.DefinedType;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A function of the host. */
public final class RuntimeHostFunction extends RuntimeFunction {

  private final HostFunction code;
  private final String name;

  private RuntimeHostFunction(DefinedType type, HostFunction code, String name) {
    super(type);
    this.code = code;
    this.name = name;
  }

  /** A function of this type that runs {@code code}. */
  public static RuntimeHostFunction of(DefinedType type, HostFunction code) {
    Objects.requireNonNull(code, "code");
    if (!type.isFunction()) {
      throw new IllegalArgumentException("expected the type of a function, found " + type);
    }
    return new RuntimeHostFunction(type, code, "host function");
  }

  /** The same function under the name by which a guest imports it. */
  public RuntimeHostFunction named(String newName) {
    return new RuntimeHostFunction(definedType(), code, newName);
  }

  @Override
  public Optional<Store> store() {
    return Optional.empty();
  }

  @Override
  public String name() {
    return name;
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
    activation.depthLeft = depth;
    activation.settleFuel();
    RuntimeHostCall call =
        new RuntimeHostCall(signature(), name, caller, r, base, references, referenceBase);
    if (activation.isAway()) {
      activation.send(new HostErrand(this, call, caller, activation));
    } else {
      run(call, caller, activation);
    }
  }

  /** Runs it on the thread on which the call began. */
  void run(RuntimeHostCall call, @Nullable RuntimeInstance caller, Activation activation) {
    ObjectHeap heap = caller != null && activation.referenceFrames() > 0 ? caller.objects : null;
    try {
      if (heap != null) {
        heap.enterHost(activation);
      }
      code.call(call);
      call.finish();
    } catch (StackOverflowError e) {
      // whoever's frame it was that hit the end of the stack: it is exhausted for the guest
      activation.overflowOfHost = e;
      throw e;
    } catch (Throwable thrown) {
      activation.leaveHost(thrown);
      throw Rethrow.<RuntimeException>unchecked(thrown);
    } finally {
      if (heap != null) {
        heap.leaveHost(activation);
      }
    }
  }

  @Override
  void admit(@Nullable Object reference, String what) {
    // of no store, so all may come
  }

  @Override
  int maxDepth() {
    return Integer.MAX_VALUE;
  }

  @Override
  int maxStackValues() {
    return Integer.MAX_VALUE;
  }

  @Override
  int roomForFrames() {
    return Math.max(signature().parameterNumbers(), signature().resultNumbers());
  }
}
