package dev.heddle.wasi.stream;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what a guest writes to several outputs in order, as they may lead to the same place: output
 * and errors to one terminal. Used by the call that runs alone.
 */
public final class WriteOrder {

  private @Nullable Output last;

  /** Nothing has been written. */
  public WriteOrder() {}

  /** A stage that completes when an output may be written to; null if it may be now. */
  public @Nullable CompletionStage<@Nullable Void> turnOf(Output next) {
    Output before = last;
    last = next;
    return before == null || before == next ? null : before.written();
  }
}
