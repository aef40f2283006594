package dev.heddle.wasm.compile;

import static dev.heddle.wasm.code.RegisterKind.I64;
import static dev.heddle.wasm.module.VectorOpcode.*;

import dev.heddle.wasm.bytecode.CodeWriter;
import dev.heddle.wasm.bytecode.TypeKind;
import dev.heddle.wasm.module.VectorInstruction;

/** Writes loads and stores of vectors, and of lanes. Not thread-safe. */
final class VectorTransfers {

  private final VectorForms forms;
  private final int[] code;
  private final CodeWriter out;
  private final Locals locals;
  private final MemoryAccess memory;
  private final Flow flow;
  private final VectorAccess memoryAccess;
  private final VectorIntegers integers;
  private final VectorLanes lanes;

  VectorTransfers(
      VectorForms forms,
      Values values,
      Flow flow,
      CodeWriter out,
      VectorIntegers integers,
      VectorLanes lanes) {
    this.forms = forms;
    this.code = flow.code;
    this.out = out;
    this.locals = values.locals();
    this.memory = values.memory();
    this.flow = flow;
    this.memoryAccess = new VectorAccess(values, flow, out);
    this.integers = integers;
    this.lanes = lanes;
  }

  void loadVector(int pc, VectorInstruction instruction, String operation) {
    int result = code[pc + 1];
    int size = 1 << instruction.naturalAlignment();
    memoryAccess.begin(pc);
    forms.ready(result);
    int place = forms.longPlace();
    memoryAccess.address(pc, size);
    if (instruction.number() == V128_LOAD) {
      // the upper half first: if it is within the memory, so is the lower one
      out.lstore(place);
      memory.handle(Cell.LONG, memoryAccess.segment(pc));
      out.lload(place).loadConstant(8L).ladd();
      get(pc, Cell.LONG);
      memory.handle(Cell.LONG, memoryAccess.segment(pc));
      out.lload(place);
      get(pc, Cell.LONG);
      locals.put(flow.variable(result, I64));
      locals.put(flow.variable(result + 1, I64));
      forms.overwritten(result);
      forms.forget(result + 1);
      return;
    }
    out.lstore(place);
    read(pc, size, place);
    if (operation.endsWith("_SPLAT")) {
      if (size == 4) {
        forms.defineLanes(result, VectorForms.four(forms.lane(TypeKind.INT)), null);
        return;
      }
      switch (size) {
        case 1 -> {
          out.i2l();
          call(Types.SWAR, "splat8", "(J)J");
        }
        case 2 -> {
          out.i2l();
          call(Types.SWAR, "splat16", "(J)J");
        }
        default -> {}
      }
      out.dup2();
    } else if (operation.endsWith("_ZERO")) {
      if (size == 4) {
        out.i2l().loadConstant(VectorForms.LOW).land();
      }
      out.lconst_0();
    } else {
      String width =
          operation.startsWith("LOAD8") ? "8" : operation.startsWith("LOAD16") ? "16" : "32";
      String sign = operation.endsWith("_S") ? "Signed" : "Unsigned";
      out.lstore(place).lload(place);
      integers.extend(width, sign);
      out.lload(place).loadConstant(32).lushr();
      integers.extend(width, sign);
    }
    forms.defineHalves(result);
  }

  void storeVector(int pc) {
    int vector = code[pc + 1];
    memoryAccess.begin(pc);
    forms.halves(vector);
    int place = forms.longPlace();
    memoryAccess.address(pc, 16);
    out.lstore(place);
    memory.handle(Cell.LONG, memoryAccess.segment(pc));
    out.lload(place).loadConstant(8L).ladd();
    forms.half(vector, 1);
    set(pc, Cell.LONG);
    memory.handle(Cell.LONG, memoryAccess.segment(pc));
    out.lload(place);
    forms.half(vector, 0);
    set(pc, Cell.LONG);
  }

  void loadLane(int pc, VectorInstruction instruction) {
    int result = code[pc + 1];
    int vector = code[pc + 6];
    int lane = code[pc + 7];
    int size = 1 << instruction.naturalAlignment();
    memoryAccess.begin(pc);
    forms.ready(result);
    int place = forms.longPlace();
    if (size == 4) {
      VectorForms.Lane[] lanes = forms.ints(vector).clone();
      memoryAccess.address(pc, size);
      out.lstore(place);
      read(pc, size, place);
      lanes[lane] = forms.lane(TypeKind.INT);
      forms.defineLanes(result, lanes, null);
      return;
    }
    forms.halves(vector);
    memoryAccess.address(pc, size);
    out.lstore(place);
    read(pc, size, place);
    if (size < 8) {
      out.i2l();
    }
    lanes.insert(result, vector, lane, 8 * size);
  }

  void storeLane(int pc, VectorInstruction instruction) {
    int vector = code[pc + 1];
    int lane = code[pc + 6];
    int size = 1 << instruction.naturalAlignment();
    memoryAccess.begin(pc);
    if (size == 8) {
      forms.halves(vector);
    } else if (forms.isInLanes(vector)) {
      forms.ints(vector);
    }
    int place = forms.longPlace();
    memoryAccess.address(pc, size);
    out.lstore(place);
    memory.handle(Cell.ofSize(size), memoryAccess.segment(pc));
    out.lload(place);
    switch (size) {
      case 1 -> {
        forms.smallLane(vector, lane, "I8X16");
        out.i2b();
      }
      case 2 -> {
        forms.smallLane(vector, lane, "I16X8");
        out.i2s();
      }
      case 4 -> forms.intLane(vector, lane);
      default -> forms.half(vector, lane);
    }
    set(pc, Cell.ofSize(size));
  }

  private void read(int pc, int size, int address) {
    Cell cell = Cell.ofSize(size);
    memory.handle(cell, memoryAccess.segment(pc));
    out.lload(address);
    get(pc, cell);
  }

  private void get(int pc, Cell cell) {
    locals.line(pc);
    out.invokevirtual(Types.VAR_HANDLE, "get", cell.get);
  }

  private void set(int pc, Cell cell) {
    locals.line(pc);
    out.invokevirtual(Types.VAR_HANDLE, "set", cell.set);
  }

  private void call(String owner, String name, String type) {
    out.invokestatic(owner, name, type);
  }
}
