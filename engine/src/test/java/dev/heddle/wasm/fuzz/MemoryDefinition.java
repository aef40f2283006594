package dev.heddle.wasm.fuzz;

import dev.heddle.wasm.fuzz.Type.Plain;

/**
 * A memory of a program. Its data is there at the start, and again as a passive segment.
 *
 * @param wide whether its addresses have 64 bits
 * @param pageSizeLog2 the binary logarithm of the size of its pages
 * @param pages the size at the start, in pages
 * @param growth by how many pages it may grow
 * @param data its first bytes
 */
record MemoryDefinition(
    boolean wide, boolean shared, int pageSizeLog2, int pages, int growth, byte[] data) {

  private static final int USUAL_PAGE_SIZE_LOG2 = 16;

  /** The type of its addresses and sizes. */
  Plain address() {
    return wide ? Plain.I64 : Plain.I32;
  }

  /** The size at the start, in bytes. */
  int bytes() {
    return pages << pageSizeLog2;
  }

  /** Appends its type. */
  void writeTo(Code code) {
    boolean usual = pageSizeLog2 == USUAL_PAGE_SIZE_LOG2;
    code.bytes(1 | (shared ? 2 : 0) | (wide ? 4 : 0) | (usual ? 0 : 8));
    code.unsigned(pages).unsigned(pages + growth);
    if (!usual) {
      code.unsigned(pageSizeLog2);
    }
  }

  /** Appends its two data segments. */
  void writeData(int index, Code code) {
    code.bytes(2).unsigned(index).constant(address(), 0).bytes(0x0b);
    code.unsigned(data.length).bytes(data);
    code.bytes(1).unsigned(data.length).bytes(data);
  }

  /** The index of the passive segment of the memory of an index. */
  static int passiveSegment(int memory) {
    return 2 * memory + 1;
  }
}
