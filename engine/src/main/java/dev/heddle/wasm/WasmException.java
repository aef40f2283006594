package dev.heddle.wasm;

import org.jspecify.annotations.Nullable;

/**
 * The root of all that the engine itself throws for a reason that lies in the guest, in what it was
 * linked with, or in an order to stop.
 *
 * <p>Exceptions thrown by host functions are not among them: they reach the caller of the export as
 * the very objects that were thrown. Thread-safe like all exceptions, once they have left the call
 * that they end; see {@link TrapException} and {@link TaggedException} for what they collect on the
 * way.
 */
public abstract sealed class WasmException extends RuntimeException
    permits MalformedModuleException,
        InvalidModuleException,
        UnsupportedFeatureException,
        LinkException,
        LimitExceededException,
        TrapException,
        TaggedException,
        CallInterruptedException {

  WasmException(String message) {
    super(message);
  }

  WasmException(String message, @Nullable Throwable cause, boolean stackTrace) {
    super(message, cause, false, stackTrace);
  }
}
