package dev.heddle.wasm.runtime;

import dev.heddle.wasm.HostFunction;
import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;
import dev.heddle.wasm.execute.Activation;
import dev.heddle.wasm.lower.Signature;
import dev.heddle.wasm.types.FunctionType;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A function of the host. */
public final class RuntimeHostFunction extends RuntimeFunction {

  private final HostFunction code;
  private final String name;

  private RuntimeHostFunction(Signature signature, HostFunction code, String name) {
    super(signature);
    this.code = code;
    this.name = name;
  }

  /** A function of this type that runs {@code code}. */
  public static RuntimeHostFunction of(FunctionType type, HostFunction code) {
    Objects.requireNonNull(code, "code");
    return new RuntimeHostFunction(Signature.of(type), code, "host function");
  }

  /** The same function under the name by which a guest imports it. */
  RuntimeHostFunction named(String newName) {
    return new RuntimeHostFunction(signature(), code, newName);
  }

  static TrapException stackExhausted() {
    return new TrapException(TrapKind.CALL_STACK_EXHAUSTED, "the Java stack is full");
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
    RuntimeHostCall call =
        new RuntimeHostCall(signature(), name, caller, r, base, references, referenceBase);
    try {
      code.call(call);
      call.finish();
    } catch (StackOverflowError e) {
      throw stackExhausted();
    } catch (Throwable thrown) {
      activation.leaveHost(thrown);
      throw RuntimeHostFunction.<RuntimeException>unchecked(thrown);
    }
  }

  @Override
  int maxDepth() {
    return Integer.MAX_VALUE;
  }

  @Override
  int roomForFrames() {
    return Math.max(signature().parameterNumbers(), signature().resultNumbers());
  }

  /** Throws checked exceptions too: what a host function throws keeps its identity. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> T unchecked(Throwable thrown) throws T {
    throw (T) thrown;
  }
}
