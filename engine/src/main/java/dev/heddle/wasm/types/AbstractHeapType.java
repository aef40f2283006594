package dev.heddle.wasm.types;

/**
 * The heap types that are predefined. Immutable and thread-safe. Source: core specification,
 * section 2.3.3 (heap types).
 *
 * <p>They form four hierarchies that have nothing in common: internal references below {@link
 * #ANY}, functions below {@link #FUNC}, external references below {@link #EXTERN} and exceptions
 * below {@link #EXN}; each ends in a type that only the null reference has.
 */
public enum AbstractHeapType implements HeapType {
  /** Any function. */
  FUNC("func", "funcref"),
  /** Any object of the host, or a guest's object that was made external. */
  EXTERN("extern", "externref"),
  /** Any object of a guest, or an object of the host that was made internal. */
  ANY("any", "anyref"),
  /** Any object that {@code ref.eq} compares: structures, arrays and 31-bit integers. */
  EQ("eq", "eqref"),
  /** A 31-bit integer. */
  I31("i31", "i31ref"),
  /** Any structure. */
  STRUCT("struct", "structref"),
  /** Any array. */
  ARRAY("array", "arrayref"),
  /** Any exception. */
  EXN("exn", "exnref"),
  /** Nothing: the bottom of the types below {@link #ANY}. */
  NONE("none", "nullref"),
  /** Nothing: the bottom of the types below {@link #FUNC}. */
  NOFUNC("nofunc", "nullfuncref"),
  /** Nothing: the bottom of the types below {@link #EXTERN}. */
  NOEXTERN("noextern", "nullexternref"),
  /** Nothing: the bottom of the types below {@link #EXN}. */
  NOEXN("noexn", "nullexnref");

  private final String text;
  private final String nullableText;

  AbstractHeapType(String text, String nullableText) {
    this.text = text;
    this.nullableText = nullableText;
  }

  /** The text format's word for the nullable reference to it, e.g. {@code anyref}. */
  String nullableText() {
    return nullableText;
  }

  @Override
  public AbstractHeapType top() {
    return switch (this) {
      case ANY, EQ, I31, STRUCT, ARRAY, NONE -> ANY;
      case FUNC, NOFUNC -> FUNC;
      case EXTERN, NOEXTERN -> EXTERN;
      case EXN, NOEXN -> EXN;
    };
  }

  @Override
  public boolean isSubtypeOf(HeapType other) {
    if (this == other) {
      return true;
    }
    return switch (this) {
      case ANY, FUNC, EXTERN, EXN -> false;
      case EQ -> other == ANY;
      case I31, STRUCT, ARRAY -> other == EQ || other == ANY;
      case NONE, NOFUNC, NOEXTERN, NOEXN -> other.top() == top();
    };
  }

  @Override
  public String toString() {
    return text;
  }
}
