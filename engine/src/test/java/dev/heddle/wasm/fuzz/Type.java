package dev.heddle.wasm.fuzz;

/** The value types of generated modules, with their code in the binary format. */
enum Type {
  I32(0x7f),
  I64(0x7e),
  F32(0x7d),
  F64(0x7c),
  FUNCREF(0x70);

  final int code;

  Type(int code) {
    this.code = code;
  }
}
