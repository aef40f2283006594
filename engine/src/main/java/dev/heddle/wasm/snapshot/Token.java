package dev.heddle.wasm.snapshot;

/** What stands in a snapshot for a reference that means another object in each instance. */
sealed interface Token {

  /** The function of an index. */
  record FunctionAt(int index) implements Token {}

  /** One of the objects of the snapshot. */
  record ObjectAt(int number) implements Token {}
}
