package dev.heddle.wasm.validate;

import dev.heddle.wasm.InvalidModuleException;
import dev.heddle.wasm.LimitExceededException;

/** Knows where validation is, and so how to report what it finds there. */
interface Diagnostics {

  /** The exception for a problem with the current instruction. */
  InvalidModuleException invalid(String problem);

  /** The mnemonic of the current instruction. */
  String instruction();

  /** The exception for more operands than {@code Limits.maxOperands}. */
  LimitExceededException tooManyOperands(long found, int limit);
}
