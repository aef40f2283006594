package dev.heddle.wasm.fuzz;

/** The value types of generated modules. Source: core specification, section 2.3 (types). */
sealed interface Type extends Storage {

  /** Types whose values are bits. */
  enum Plain implements Type {
    I32(0x7f),
    I64(0x7e),
    F32(0x7d),
    F64(0x7c),
    V128(0x7b);

    final int code;

    Plain(int code) {
      this.code = code;
    }

    @Override
    public void writeTo(Code code) {
      code.bytes(this.code);
    }
  }

  /**
   * References.
   *
   * @param nullable whether null is one of them
   * @param heap what the others refer to
   */
  record Reference(boolean nullable, Heap heap) implements Type {

    /** References to functions. */
    static final Reference FUNCREF = new Reference(true, Heap.Abstract.FUNC);

    @Override
    public void writeTo(Code code) {
      if (!nullable || heap instanceof Heap.Defined) {
        code.bytes(nullable ? 0x63 : 0x64);
      }
      heap.writeTo(code);
    }
  }

  /** Whether variables of the type have a value to begin with. */
  default boolean hasDefault() {
    return !(this instanceof Reference(boolean nullable, Heap heap)) || nullable;
  }
}
