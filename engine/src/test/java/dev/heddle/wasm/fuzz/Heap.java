package dev.heddle.wasm.fuzz;

/** What a reference refers to. Source: core specification, section 2.3.3 (heap types). */
sealed interface Heap {

  /** The types that are predefined. */
  enum Abstract implements Heap {
    NOEXN(0x74),
    NOFUNC(0x73),
    NOEXTERN(0x72),
    NONE(0x71),
    FUNC(0x70),
    EXTERN(0x6f),
    ANY(0x6e),
    EQ(0x6d),
    I31(0x6c),
    STRUCT(0x6b),
    ARRAY(0x6a),
    EXN(0x69);

    final int code;

    Abstract(int code) {
      this.code = code;
    }

    @Override
    public void writeTo(Code code) {
      code.bytes(this.code);
    }
  }

  /** A type of the program, by its index. */
  record Defined(int index) implements Heap {

    @Override
    public void writeTo(Code code) {
      code.signed(index);
    }
  }

  /** Appends the binary form. */
  void writeTo(Code code);
}
