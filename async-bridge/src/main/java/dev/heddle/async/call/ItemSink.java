package dev.heddle.async.call;

/** Where the items go that a call gives while it runs. */
interface ItemSink {

  /**
   * Gives an item to the subscriber, once it asks for one. Called on the thread of the call.
   *
   * @throws ClassCastException if it is not of the class that the subscriber expects
   */
  void emit(Call<?> call, Object item);
}
