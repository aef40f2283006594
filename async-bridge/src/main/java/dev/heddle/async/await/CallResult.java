package dev.heddle.async.await;

/** A future or a subscription that stands for a call of ours, so that circles can be seen. */
public interface CallResult {

  /** The call whose result it is. */
  Waiter call();
}
