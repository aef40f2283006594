package dev.heddle.wasm.validate;

import dev.heddle.wasm.InvalidModuleException;

/** Knows where validation is, and so how to report what it finds there. */
interface Diagnostics {

  /** The exception for a problem with the current instruction. */
  InvalidModuleException invalid(String problem);

  /** The mnemonic of the current instruction. */
  String instruction();

  /** Where the operands are, to go on with "too many operands: 5". */
  String where();
}
