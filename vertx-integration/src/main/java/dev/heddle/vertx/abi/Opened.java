package dev.heddle.vertx.abi;

/** What a call has open under a number. Used by the thread of its call. */
public interface Opened extends AutoCloseable {

  /** Closes it, without waiting for anything. */
  @Override
  void close();
}
