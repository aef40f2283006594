package dev.heddle.wasm.compile;

import dev.heddle.wasm.bytecode.CodeWriter;
import dev.heddle.wasm.bytecode.TypeKind;

/**
 * The memory and the address of an access by a vector instruction, whichever way vectors are
 * written. Not thread-safe.
 */
final class VectorAccess {

  private final Emitter emitter;
  private final int[] code;
  private final CodeWriter out;

  private int memoryPlace = -1;
  private Node addressNode = Node.ofVariable(0);

  VectorAccess(Emitter emitter, int[] code, CodeWriter out) {
    this.emitter = emitter;
    this.code = code;
    this.out = out;
  }

  /** Takes the address, and has everything computed that must be so before an access. */
  void begin(int pc) {
    addressNode = emitter.single(pc, 0);
    emitter.flush(false);
    if (emitter.isNear(pc + 2)) {
      emitter.needSegment();
    } else {
      if (memoryPlace < 0) {
        memoryPlace = out.allocateLocal(TypeKind.REFERENCE);
      }
      emitter.memory(code[pc + 3]);
      out.getfield(Types.MEMORY, "segment", Types.SEGMENT).astore(memoryPlace);
    }
  }

  /** Where the JVM has the segment of the access at {@code pc}. */
  int segment(int pc) {
    return emitter.isNear(pc + 2) ? emitter.segment() : memoryPlace;
  }

  /** Puts the address of the access at {@code pc} of {@code size} bytes on the operand stack. */
  void address(int pc, int size) {
    emitter.anyAddress(pc + 2, addressNode, size);
  }
}
