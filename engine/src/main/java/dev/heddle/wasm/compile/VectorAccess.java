package dev.heddle.wasm.compile;

import dev.heddle.wasm.bytecode.CodeWriter;
import dev.heddle.wasm.bytecode.TypeKind;

/**
 * The memory and the address of an access by a vector instruction, whichever way vectors are
 * written. Not thread-safe.
 */
final class VectorAccess {

  private final Values values;
  private final Locals locals;
  private final MemoryAccess memory;
  private final Flow flow;
  private final int[] code;
  private final CodeWriter out;

  private int memoryPlace = -1;
  private Node addressNode = Node.ofVariable(0);

  VectorAccess(Values values, Flow flow, CodeWriter out) {
    this.values = values;
    this.locals = values.locals();
    this.memory = values.memory();
    this.flow = flow;
    this.code = flow.code;
    this.out = out;
  }

  /** Takes the address, and has everything computed that must be so before an access. */
  void begin(int pc) {
    addressNode = values.single(pc, 0);
    values.flush(false);
    if (flow.isNear(pc + 2)) {
      locals.needSegment();
    } else {
      if (memoryPlace < 0) {
        memoryPlace = out.allocateLocal(TypeKind.REFERENCE);
      }
      locals.memory(code[pc + 3]);
      out.getfield(Types.MEMORY, "segment", Types.SEGMENT).astore(memoryPlace);
    }
  }

  /** Where the JVM has the segment of the access at {@code pc}. */
  int segment(int pc) {
    return flow.isNear(pc + 2) ? locals.segment : memoryPlace;
  }

  /** Puts the address of the access at {@code pc} of {@code size} bytes on the operand stack. */
  void address(int pc, int size) {
    memory.anyAddress(pc + 2, addressNode, size);
  }
}
