package dev.heddle.wasm.module;

/**
 * The opcodes of tail calls and exceptions. Source: core specification, section 5.4.2 (control
 * instructions).
 */
public final class ControlOpcode {

  public static final int RETURN_CALL = 0x12;
  public static final int RETURN_CALL_INDIRECT = 0x13;
  public static final int RETURN_CALL_REF = 0x15;

  private ControlOpcode() {}
}
