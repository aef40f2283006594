package dev.heddle.wasm;

/**
 * The reasons for a trap, each with the wording of the official tests, if it is in them. Immutable
 * and thread-safe.
 */
public enum TrapKind {
  UNREACHABLE("unreachable"),
  INTEGER_DIVIDE_BY_ZERO("integer divide by zero"),
  INTEGER_OVERFLOW("integer overflow"),
  INVALID_CONVERSION("invalid conversion to integer"),
  MEMORY_OUT_OF_BOUNDS("out of bounds memory access"),
  UNALIGNED_ATOMIC("unaligned atomic"),
  EXPECTED_SHARED_MEMORY("expected shared memory"),
  TABLE_OUT_OF_BOUNDS("out of bounds table access"),
  UNDEFINED_ELEMENT("undefined element"),
  UNINITIALIZED_ELEMENT("uninitialized element"),
  INDIRECT_CALL_TYPE_MISMATCH("indirect call type mismatch"),

  /** Not of the official tests: a reference that the host carried from one store into another. */
  FUNCTION_OF_ANOTHER_STORE("function of another store"),

  NULL_REFERENCE("null reference"),
  NULL_FUNCTION_REFERENCE("null function reference"),
  NULL_STRUCT_REFERENCE("null structure reference"),
  NULL_ARRAY_REFERENCE("null array reference"),
  NULL_I31_REFERENCE("null i31 reference"),
  CAST_FAILURE("cast failure"),
  ARRAY_OUT_OF_BOUNDS("out of bounds array access"),
  ALLOCATION_FAILED("allocation failed"),
  NULL_EXCEPTION_REFERENCE("null exception reference"),
  CALL_STACK_EXHAUSTED("call stack exhausted"),
  FUEL_EXHAUSTED("fuel exhausted");

  private final String wording;

  TrapKind(String wording) {
    this.wording = wording;
  }

  /** The wording of the official tests, or what messages begin with where they have none. */
  public String wording() {
    return wording;
  }
}
