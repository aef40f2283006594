package dev.heddle.wasm.compile;

/**
 * As what the Vector API has a vector: by its lanes, or by which of them are all ones. There are no
 * masks of two lanes: HotSpot (25) has no instructions for them, but calls methods.
 */
enum Form {
  BYTES("Byte", "B", 8, false),
  SHORTS("Short", "S", 16, false),
  INTS("Int", "I", 32, false),
  LONGS("Long", "J", 64, false),
  FLOATS("Float", "F", 32, false),
  DOUBLES("Double", "D", 64, false),
  BYTE_MASK("Byte", "B", 8, true),
  SHORT_MASK("Short", "S", 16, true),
  INT_MASK("Int", "I", 32, true);

  /** The descriptor of the class of a vector with such lanes. */
  final String vector;

  /** That of the class that values of this form have in the JVM. */
  final String type;

  /** That of what the JVM has a lane as. */
  final String lane;

  /** How many bits a lane has. */
  final int width;

  final boolean isMask;

  private final String name;

  Form(String name, String lane, int width, boolean isMask) {
    this.name = name;
    this.vector = "Ljdk/incubator/vector/" + name + "Vector;";
    this.type = isMask ? "Ljdk/incubator/vector/VectorMask;" : vector;
    this.lane = lane;
    this.width = width;
    this.isMask = isMask;
  }

  /** The method that makes a vector of this form of another. */
  String reinterpretation() {
    return "reinterpretAs" + name + "s";
  }

  /** The form of the vector that a mask stands for. */
  Form lanes() {
    return isMask ? values()[ordinal() - BYTE_MASK.ordinal()] : this;
  }

  /** The form of masks for lanes of this width, of at most 32 bits. */
  Form mask() {
    return switch (width) {
      case 8 -> BYTE_MASK;
      case 16 -> SHORT_MASK;
      case 32 -> INT_MASK;
      default -> throw new IllegalStateException("no masks for " + this);
    };
  }

  /** The form with signed lanes that are as wide as these. */
  Form integers() {
    return this == DOUBLES || this == LONGS ? LONGS : mask().lanes();
  }

  /** The form whose lanes have so many bytes. */
  static Form ofSize(int bytes) {
    return switch (bytes) {
      case 1 -> BYTES;
      case 2 -> SHORTS;
      case 4 -> INTS;
      default -> LONGS;
    };
  }

  /** That of an instruction by the first part of its name, as {@code I8X16}. */
  static Form ofShape(String shape) {
    return switch (shape) {
      case "I8X16" -> BYTES;
      case "I16X8" -> SHORTS;
      case "I32X4" -> INTS;
      case "F32X4" -> FLOATS;
      case "F64X2" -> DOUBLES;
      default -> LONGS;
    };
  }
}
