package dev.heddle.vertx.capability;

/** What a call has open under a number. Used by the thread of its call. */
interface Opened extends AutoCloseable {

  /** Closes it, without waiting for anything. */
  @Override
  void close();
}
