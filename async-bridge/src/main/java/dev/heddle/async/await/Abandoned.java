package dev.heddle.async.await;

import java.io.Serial;
import java.util.concurrent.CancellationException;

/**
 * What a future is cancelled with that nobody waits for any more. Without a stack trace: a future
 * that others hold keeps it, and there may be one for each call that ever waited.
 */
final class Abandoned extends CancellationException {

  @Serial private static final long serialVersionUID = 1;

  Abandoned() {
    super("the call that waited for it was told to stop");
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
