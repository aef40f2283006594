package dev.heddle.async;

import java.util.Objects;

/**
 * An import that suspends the call that reaches it; the counterpart of {@code
 * WebAssembly.Suspending}. Does nothing by itself: {@link AsyncImports.Builder#add(String, String,
 * Suspending)} makes an import of it, as {@link AsyncImports.Builder#suspending} does. Immutable
 * and thread-safe.
 */
public final class Suspending {

  private final AsyncHostFunction code;

  private Suspending(AsyncHostFunction code) {
    this.code = code;
  }

  /** An import that waits for what the code returns. */
  public static Suspending of(AsyncHostFunction code) {
    return new Suspending(Objects.requireNonNull(code, "code"));
  }

  AsyncHostFunction code() {
    return code;
  }
}
