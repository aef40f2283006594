package dev.heddle.wasm.module;

/**
 * The opcodes of tail calls and exceptions, and of the older exception instructions that toolchains
 * still emit. Source: core specification, section 5.4.2 (control instructions); legacy exception
 * handling proposal.
 */
public final class ControlOpcode {

  public static final int LEGACY_TRY = 0x06;
  public static final int LEGACY_CATCH = 0x07;
  public static final int THROW = 0x08;
  public static final int LEGACY_RETHROW = 0x09;
  public static final int THROW_REF = 0x0a;
  public static final int RETURN_CALL = 0x12;
  public static final int RETURN_CALL_INDIRECT = 0x13;
  public static final int RETURN_CALL_REF = 0x15;
  public static final int LEGACY_DELEGATE = 0x18;
  public static final int LEGACY_CATCH_ALL = 0x19;
  public static final int TRY_TABLE = 0x1f;

  private ControlOpcode() {}
}
