package dev.heddle.wasi.function;

/** A function of WASI: what it fails with is the errno that the guest gets. */
@FunctionalInterface
interface Function {

  /** Does what the guest asks for. */
  void call(Invocation in) throws Exception;
}
