package dev.heddle.wasm.compile;

/** As what a memory is accessed: numbers of the JVM of some size. */
enum Cell {
  BYTE("B", "load8", "store8"),
  SHORT("S", "load16", "store16"),
  INT("I", "load32", "store32"),
  LONG("J", "load64", "store64");

  /** The descriptor of such a number. */
  final String type;

  /** The descriptor of the method of a handle that reads one. */
  final String get;

  /** The descriptor of the method of a handle that writes one. */
  final String set;

  /** The method that reads one where an address and an offset say, and its descriptor. */
  final String loadName;

  final String load;

  /** The method that writes one there, and its descriptor. */
  final String storeName;

  final String store;

  Cell(String type, String loadName, String storeName) {
    this.type = type;
    this.get = "(" + Types.SEGMENT + "J)" + type;
    this.set = "(" + Types.SEGMENT + "J" + type + ")V";
    this.loadName = loadName;
    this.load = "(" + Types.SEGMENT + "II)" + type;
    this.storeName = storeName;
    this.store = "(" + Types.SEGMENT + "II" + type + ")V";
  }

  /** That of so many bytes. */
  static Cell ofSize(int bytes) {
    return switch (bytes) {
      case 1 -> BYTE;
      case 2 -> SHORT;
      case 4 -> INT;
      default -> LONG;
    };
  }
}
