package dev.heddle.wasm.fuzz;

/** What fields and elements keep. Source: core specification, section 2.3.8 (storage types). */
sealed interface Storage permits Type, Storage.Packed {

  /** Integers of less than 32 bits. */
  enum Packed implements Storage {
    I8(0x78),
    I16(0x77);

    final int code;

    Packed(int code) {
      this.code = code;
    }

    @Override
    public void writeTo(Code code) {
      code.bytes(this.code);
    }
  }

  /** Appends the binary form. */
  void writeTo(Code code);

  /** The type of the value that is read and written. */
  default Type value() {
    return this instanceof Type type ? type : Type.Plain.I32;
  }
}
