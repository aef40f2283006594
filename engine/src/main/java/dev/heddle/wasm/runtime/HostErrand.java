package dev.heddle.wasm.runtime;

import org.jspecify.annotations.Nullable;

/** A call of a host function by a guest that has gone on from the thread on which it began. */
final class HostErrand extends Errand {

  private final RuntimeHostFunction function;
  private final RuntimeHostCall call;
  private final @Nullable RuntimeInstance caller;
  private final Activation activation;

  HostErrand(
      RuntimeHostFunction function,
      RuntimeHostCall call,
      @Nullable RuntimeInstance caller,
      Activation activation) {
    this.function = function;
    this.call = call;
    this.caller = caller;
    this.activation = activation;
  }

  @Override
  void run() {
    try {
      function.run(call, caller, activation);
    } catch (Throwable thrown) {
      GuestTrace.addFurtherThreads(thrown, activation);
      throw thrown;
    }
  }
}
