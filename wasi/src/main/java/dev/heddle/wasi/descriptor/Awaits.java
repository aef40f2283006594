package dev.heddle.wasi.descriptor;

import dev.heddle.async.GuestCall;
import dev.heddle.wasi.WasiNode;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Waits for what is brought to its end even if the guest is cancelled meanwhile, as something would
 * be left open otherwise.
 */
public final class Awaits {

  private Awaits() {}

  /** Waits for something to be opened; it is closed if the guest does not get it. */
  public static <T extends WasiNode> T opened(GuestCall call, CompletionStage<T> opening) {
    try {
      return call.await(uncancelled(opening));
    } catch (Throwable e) {
      opening.thenAccept(WasiNode::close);
      throw e;
    }
  }

  /** Waits for something to be closed. */
  public static void closed(GuestCall call, CompletionStage<@Nullable Void> closing) {
    call.await(uncancelled(closing));
  }

  /** A stage whose end is that of another, which it does not cancel. */
  private static <T extends @Nullable Object> CompletionStage<T> uncancelled(
      CompletionStage<T> stage) {
    return stage.thenApply(result -> result);
  }
}
