package dev.heddle.wasm.types;

/** The heap types that are predefined. Source: core specification, section 2.3.3 (heap types). */
public enum AbstractHeapType implements HeapType {
  /** Any function. */
  FUNC("func"),
  /** Any object of the host, or a guest's object that was made external. */
  EXTERN("extern");

  private final String text;

  AbstractHeapType(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
