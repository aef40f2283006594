package dev.heddle.wasm.compile;

import static dev.heddle.wasm.code.RegisterKind.*;
import static dev.heddle.wasm.code.RegisterOpcode.*;

import dev.heddle.wasm.bytecode.CodeWriter;
import java.util.Objects;

/** Writes accesses of memories. Not thread-safe. */
final class MemoryAccess {

  private final Flow flow;
  private final int[] code;
  private final byte[] kinds;
  private final Part part;
  private final CodeWriter out;
  private final Locals locals;
  private final Values values;

  MemoryAccess(Flow flow, Part part, CodeWriter out, Locals locals, Values values) {
    this.flow = flow;
    this.code = flow.code;
    this.kinds = Objects.requireNonNull(flow.function.kinds);
    this.part = part;
    this.out = out;
    this.locals = locals;
    this.values = values;
  }

  /** Leaves what a load reads on the operand stack. */
  void load(Node node) {
    int pc = node.pc;
    int opcode = code[pc];
    locals.needSegment();
    Cell cell =
        opcode <= LOAD8_U
            ? Cell.BYTE
            : opcode <= LOAD16_U ? Cell.SHORT : opcode <= LOAD32_U ? Cell.INT : Cell.LONG;
    if (!part.accessesDirectly(values.block())) {
      out.aload(locals.segment);
      values.value(node.children[0]);
      out.loadConstant(code[pc + 3]);
      locals.line(pc);
      out.invokestatic(Types.MEMORY_CODE, cell.loadName, cell.load);
    } else {
      handle(cell, locals.segment);
      address(node.children[0], code[pc + 3]);
      locals.line(pc);
      out.invokevirtual(Types.VAR_HANDLE, "get", cell.get);
    }
    if (opcode == LOAD8_U) {
      out.loadConstant(0xff).iand();
    } else if (opcode == LOAD16_U) {
      out.loadConstant(0xffff).iand();
    }
    switch (kinds[pc]) {
      case I64 -> {
        if (opcode != LOAD64) {
          out.i2l();
          if (opcode == LOAD32_U) {
            out.loadConstant(0xffff_ffffL).land();
          }
        }
      }
      case F32 -> Values.convertCopy(out, F32_OF_I32);
      case F64 -> Values.convertCopy(out, F64_OF_I64);
      default -> {}
    }
  }

  /** Writes a store. */
  void store(int pc, Node[] nodes) {
    int opcode = code[pc];
    locals.needSegment();
    Cell cell =
        opcode == STORE8
            ? Cell.BYTE
            : opcode == STORE16 ? Cell.SHORT : opcode == STORE32 ? Cell.INT : Cell.LONG;
    if (!part.accessesDirectly(values.block())) {
      out.aload(locals.segment);
      values.value(nodes[0]);
      out.loadConstant(code[pc + 3]);
    } else {
      handle(cell, locals.segment);
      address(nodes[0], code[pc + 3]);
    }
    values.value(nodes[1]);
    switch (kinds[pc]) {
      case I64 -> {
        if (opcode != STORE64) {
          out.l2i();
        }
      }
      case F32 -> Values.convertCopy(out, I32_OF_F32);
      case F64 -> Values.convertCopy(out, I64_OF_F64);
      default -> {}
    }
    switch (cell) {
      case BYTE -> out.i2b();
      case SHORT -> out.i2s();
      default -> {}
    }
    locals.line(pc);
    if (!part.accessesDirectly(values.block())) {
      out.invokestatic(Types.MEMORY_CODE, cell.storeName, cell.store);
    } else {
      out.invokevirtual(Types.VAR_HANDLE, "set", cell.set);
    }
  }

  /** Leaves an address within the first memory on the operand stack. */
  private void address(Node address, int offset) {
    values.value(address);
    out.i2l().loadConstant(0xffff_ffffL).land();
    if (offset != 0) {
      out.loadConstant(offset & 0xffff_ffffL).ladd();
    }
  }

  /** Leaves what accesses a memory, and its segment, on the operand stack. */
  void handle(Cell cell, int segmentPlace) {
    out.getstatic(Types.MEMORY_HANDLES, cell.name(), Types.VAR_HANDLE);
    out.aload(segmentPlace);
  }

  /** Leaves the address of an operand of any memory on the operand stack. */
  void anyAddress(int at, Node address, int size) {
    values.value(address);
    if (ofAddresses(flow.module, code[at + 1]) == I32) {
      out.i2l().loadConstant(0xffff_ffffL).land();
    }
    long offset = code[at + 2] & 0xffff_ffffL | (long) code[at + 3] << Integer.SIZE;
    if (flow.isNear(at)) {
      if (offset != 0) {
        out.loadConstant(offset).ladd();
      }
      return;
    }
    out.loadConstant(offset).loadConstant(size);
    locals.memory(code[at + 1]);
    out.loadConstant(code[at + 1]);
    out.invokestatic(Types.VECTOR_CODE, "address", "(JJI" + Types.MEMORY + "I)J");
  }
}
