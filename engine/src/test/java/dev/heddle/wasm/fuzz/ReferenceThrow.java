package dev.heddle.wasm.fuzz;

/** An exception on its way through the reference evaluator. */
final class ReferenceThrow extends RuntimeException {

  private static final long serialVersionUID = 1;

  final transient ReferenceObject.Exception exception;

  ReferenceThrow(ReferenceObject.Exception exception) {
    super(null, null, false, false);
    this.exception = exception;
  }
}
