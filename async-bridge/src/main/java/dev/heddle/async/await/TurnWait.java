package dev.heddle.async.await;

import org.jspecify.annotations.Nullable;

/** A wait for nothing: it is over when those that queue have had their turn. */
public final class TurnWait extends Wait<@Nullable Void> {

  /** A wait that has not begun. */
  public TurnWait(Waiter waiter) {
    super(waiter);
  }

  @Override
  protected void ask() {}

  @Override
  public void parking() {
    succeed(null);
  }

  @Override
  protected void cancelSource() {}
}
