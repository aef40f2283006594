package dev.heddle.wasm.compile;

import static dev.heddle.wasm.code.RegisterKind.I32;
import static dev.heddle.wasm.code.RegisterKind.V128;
import static dev.heddle.wasm.code.RegisterOpcode.*;
import static dev.heddle.wasm.module.VectorOpcode.V128_LOAD;

import dev.heddle.wasm.bytecode.CodeWriter;
import dev.heddle.wasm.bytecode.Label;
import dev.heddle.wasm.bytecode.TypeKind;
import dev.heddle.wasm.module.VectorInstruction;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * Writes vector instructions with the Vector API: a vector is one variable of the JVM, with bytes
 * as its lanes wherever blocks begin and end. Within a block it is in the form that the instruction
 * left which made it, and in those in which others have wanted it.
 *
 * <p>Not thread-safe.
 */
final class ApiVectorWriter implements Vectors {

  private final Values values;
  private final Locals locals;
  private final MemoryAccess memory;
  private final VectorAccess memoryAccess;
  private final Flow flow;
  private final int[] code;
  private final CodeWriter out;
  private final VectorApi.Needs needs;
  private final ApiOperations operations;

  /**
   * The forms in which a vector is there, and where, by its register; else it is there as bytes.
   */
  private final Map<Integer, Map<Form, Integer>> held = new HashMap<>();

  /** The variables for other forms than bytes, by register and form. */
  private final Map<Integer, Integer> places = new HashMap<>();

  /** Whether all vectors must be there as bytes after each instruction: a handler may want them. */
  private boolean eager;

  private int lowPlace = -1;
  private int highPlace = -1;
  private int addressPlace = -1;
  private int numberPlace = -1;

  ApiVectorWriter(Values values, Flow flow, CodeWriter out, VectorApi.Needs needs) {
    this.values = values;
    this.locals = values.locals();
    this.memory = values.memory();
    this.flow = flow;
    this.code = flow.code;
    this.out = out;
    this.memoryAccess = new VectorAccess(values, flow, out);
    this.needs = needs;
    this.operations = new ApiOperations(out);
  }

  // ---- Forms

  @Override
  public void begin(boolean caught) {
    held.clear();
    eager = caught;
  }

  @Override
  public void settle(int slot) {
    settleVector(slot);
    settleVector(slot - 1);
  }

  private void settleVector(int slot) {
    Map<Form, Integer> forms = held.get(slot);
    if (forms != null && !forms.containsKey(Form.BYTES)) {
      load(slot, Form.BYTES);
      out.pop();
    }
  }

  @Override
  public void settleAll(long[] alive) {
    for (Integer slot : held.keySet().toArray(Integer[]::new)) {
      if (Flow.contains(alive, flow.variable(slot, V128))) {
        settleVector(slot);
      }
    }
  }

  @Override
  public void overwritten(int slot) {
    held.remove(slot);
    held.remove(slot - 1);
  }

  /** Leaves a vector on the operand stack, in a form, in which it is then there. */
  private void load(int slot, Form form) {
    Map<Form, Integer> forms =
        held.computeIfAbsent(
            slot,
            s -> {
              Map<Form, Integer> known = new EnumMap<>(Form.class);
              known.put(Form.BYTES, locals.place(flow.variable(s, V128)));
              return known;
            });
    Integer place = forms.get(form);
    if (place != null) {
      out.aload(place);
      return;
    }
    // forms with lanes come before masks
    Map.Entry<Form, Integer> best = forms.entrySet().iterator().next();
    out.aload(best.getValue());
    operations.change(best.getKey(), form);
    int fresh = place(slot, form);
    out.dup().astore(fresh);
    forms.put(form, fresh);
  }

  private int place(int slot, Form form) {
    if (form == Form.BYTES) {
      return locals.place(flow.variable(slot, V128));
    }
    return places.computeIfAbsent(
        slot * Form.values().length + form.ordinal(), key -> out.allocateLocal(TypeKind.REFERENCE));
  }

  /** A register gets the vector that is on the operand stack, in a form. */
  private void define(int slot, Form form) {
    overwritten(slot);
    held.remove(slot + 1);
    int place = place(slot, form);
    out.astore(place);
    Map<Form, Integer> forms = new EnumMap<>(Form.class);
    forms.put(form, place);
    held.put(slot, forms);
    if (eager) {
      settleVector(slot);
    }
  }

  // ---- Halves

  @Override
  public void loadHalf(int variable, byte half) {
    out.aload(locals.place(variable));
    operations.change(Form.BYTES, Form.LONGS);
    operations.half(half == Types.LOW ? 0 : 1);
  }

  @Override
  public void storeHalf(int slot, byte half, boolean last) {
    if (lowPlace < 0) {
      lowPlace = out.allocateLocal(TypeKind.LONG);
      highPlace = out.allocateLocal(TypeKind.LONG);
    }
    out.lstore(half == Types.LOW ? lowPlace : highPlace);
    if (last) {
      out.lload(lowPlace).lload(highPlace);
      operations.ofHalves();
      operations.change(Form.LONGS, Form.BYTES);
      int variable = flow.variable(slot, half);
      if (variable == 0) {
        out.pop();
      } else {
        values.store(variable);
      }
    }
  }

  @Override
  public void zero() {
    operations.zero(Form.BYTES);
  }

  // ---- Instructions

  /** The operands of an instruction: registers, at places of the code. */
  private final class Registers implements ApiOperations.Operands {
    private final int at;
    private final Runnable number;

    Registers(int at, Runnable number) {
      this.at = at;
      this.number = number;
    }

    @Override
    public void vector(int i, Form form) {
      load(code[at + i], form);
    }

    @Override
    public boolean isIn(int i, Form form) {
      Map<Form, Integer> forms = held.get(code[at + i]);
      return forms != null && forms.containsKey(form);
    }

    @Override
    public Form lanes(int i) {
      Map<Form, Integer> forms = held.get(code[at + i]);
      return forms == null ? Form.BYTES : forms.keySet().iterator().next().lanes();
    }

    @Override
    public void number() {
      number.run();
    }

    @Override
    public void constant(long low, long high) {
      needs.constant(out, low, high);
    }
  }

  private Registers registers(int at) {
    return new Registers(
        at,
        () -> {
          throw new IllegalStateException("a vector instruction without a number");
        });
  }

  /** The estimated size of what an instruction becomes. */
  static int size(int opcode) {
    if (opcode >= VECTOR_COPY) {
      return 16;
    }
    return switch (Access.vector(opcode).form()) {
      case CONST -> 8;
      case LOAD, STORE, LOAD_LANE, STORE_LANE -> 32;
      default -> 22;
    };
  }

  @Override
  public void write(int pc) {
    int opcode = code[pc];
    if (opcode >= VECTOR_COPY) {
      move(pc);
      return;
    }
    VectorInstruction instruction = Access.vector(opcode);
    String name = VectorWriter.nameOf(instruction);
    switch (instruction.form()) {
      case LOAD -> loadVector(pc, instruction, name);
      case STORE -> storeVector(pc);
      case LOAD_LANE -> loadLane(pc, instruction);
      case STORE_LANE -> storeLane(pc, instruction);
      case CONST -> constant(pc);
      case SHUFFLE -> {
        int[] bytes = new int[16];
        for (int i = 0; i < 16; i++) {
          bytes[i] = code[pc + 4 + (i >> 2)] >>> (8 * i) & 31;
        }
        define(code[pc + 1], operations.shuffle(bytes, registers(pc + 2)));
      }
      case UNARY, BINARY, TERNARY ->
          define(code[pc + 1], operations.arithmetic(instruction.form(), name, registers(pc + 2)));
      case SHIFT -> {
        Node distance = values.single(pc, 2);
        define(
            code[pc + 1],
            operations.shift(name, new Registers(pc + 2, () -> values.value(distance))));
      }
      case TEST -> {
        int variable = flow.variable(code[pc + 1], I32);
        values.flushReaders(variable);
        operations.test(name, registers(pc + 2));
        values.store(variable);
      }
      case SPLAT -> {
        Node number = values.single(pc, 0);
        define(
            code[pc + 1],
            operations.splat(name, new Registers(pc + 2, () -> values.value(number))));
      }
      case EXTRACT -> {
        flow.access.read(pc);
        int variable = flow.variable(flow.access.definedSlots[0], flow.access.definedKinds[0]);
        values.flushReaders(variable);
        operations.extract(name, code[pc + 3], registers(pc + 2));
        values.store(variable);
      }
      case REPLACE -> {
        Node number = values.single(pc, 2);
        Form form = Form.ofShape(name.substring(0, name.indexOf('_')));
        define(
            code[pc + 1],
            operations.replace(
                form, code[pc + 4], new Registers(pc + 2, () -> values.value(number))));
      }
    }
  }

  private void constant(int pc) {
    long low = code[pc + 2] & 0xffff_ffffL | (long) code[pc + 3] << 32;
    long high = code[pc + 4] & 0xffff_ffffL | (long) code[pc + 5] << 32;
    if (low == 0 && high == 0) {
      operations.zero(Form.BYTES);
    } else {
      needs.constant(out, low, high);
    }
    define(code[pc + 1], Form.BYTES);
  }

  // ---- Moves

  private void move(int pc) {
    int slot = code[pc + 1];
    switch (code[pc]) {
      case VECTOR_COPY -> {
        if (slot != code[pc + 2]) {
          Form form = formOf(code[pc + 2]);
          load(code[pc + 2], form);
          define(slot, form);
        }
      }
      case VECTOR_SELECT -> select(pc);
      case VECTOR_GLOBAL_GET -> {
        locals.global(code[pc + 2]);
        out.getfield(Types.GLOBAL, "bits", "J");
        locals.global(code[pc + 2]);
        out.getfield(Types.GLOBAL, "high", "J");
        operations.ofHalves();
        define(slot, Form.LONGS);
      }
      default -> {
        values.flush(false);
        load(slot, Form.LONGS);
        out.pop();
        for (int which = 0; which < 2; which++) {
          locals.global(code[pc + 2]);
          load(slot, Form.LONGS);
          operations.half(which);
          out.putfield(Types.GLOBAL, which == 0 ? "bits" : "high", "J");
        }
      }
    }
  }

  private Form formOf(int slot) {
    Map<Form, Integer> forms = held.get(slot);
    return forms == null ? Form.BYTES : forms.keySet().iterator().next();
  }

  private void select(int pc) {
    Node condition = values.single(pc, 4);
    Form form = formOf(code[pc + 3]).lanes();
    // both must be there in that form before the ways part
    load(code[pc + 4], form);
    out.pop();
    load(code[pc + 3], form);
    out.pop();
    values.value(condition);
    Label second = out.newLabel();
    Label end = out.newLabel();
    int place = out.allocateLocal(TypeKind.REFERENCE);
    out.ifeq(second);
    load(code[pc + 3], form);
    out.astore(place).goto_(end).labelBinding(second);
    load(code[pc + 4], form);
    out.astore(place).labelBinding(end);
    out.aload(place);
    define(code[pc + 1], form);
  }

  // ---- Memory

  /** Puts the address into a variable. */
  private int address(int pc, int size) {
    if (addressPlace < 0) {
      addressPlace = out.allocateLocal(TypeKind.LONG);
    }
    memoryAccess.address(pc, size);
    out.lstore(addressPlace);
    return addressPlace;
  }

  private void loadVector(int pc, VectorInstruction instruction, String name) {
    int size = 1 << instruction.naturalAlignment();
    memoryAccess.begin(pc);
    int address = address(pc, size);
    if (instruction.number() == V128_LOAD) {
      operations.load(
          () -> out.aload(memoryAccess.segment(pc)).lload(address), () -> locals.line(pc));
      define(code[pc + 1], Form.BYTES);
      return;
    }
    read(pc, size, address);
    define(code[pc + 1], operations.ofNumber(size, name));
  }

  private void storeVector(int pc) {
    memoryAccess.begin(pc);
    int address = address(pc, 16);
    load(code[pc + 1], Form.BYTES);
    operations.store(
        () -> out.aload(memoryAccess.segment(pc)).lload(address), () -> locals.line(pc));
  }

  private void loadLane(int pc, VectorInstruction instruction) {
    int size = 1 << instruction.naturalAlignment();
    Form form = Form.ofSize(size);
    memoryAccess.begin(pc);
    int address = address(pc, size);
    if (numberPlace < 0) {
      numberPlace = out.allocateLocal(TypeKind.LONG);
    }
    read(pc, size, address);
    TypeKind kind = size == 8 ? TypeKind.LONG : TypeKind.INT;
    out.storeLocal(kind, numberPlace);
    Registers operand = new Registers(pc + 6, () -> out.loadLocal(kind, numberPlace));
    define(code[pc + 1], operations.replace(form, code[pc + 7], operand));
  }

  private void storeLane(int pc, VectorInstruction instruction) {
    int size = 1 << instruction.naturalAlignment();
    memoryAccess.begin(pc);
    int address = address(pc, size);
    Cell cell = Cell.ofSize(size);
    memory.handle(cell, memoryAccess.segment(pc));
    out.lload(address);
    operations.lane(Form.ofSize(size), code[pc + 6], registers(pc + 1));
    locals.line(pc);
    out.invokevirtual(Types.VAR_HANDLE, "set", cell.set);
  }

  private void read(int pc, int size, int address) {
    Cell cell = Cell.ofSize(size);
    memory.handle(cell, memoryAccess.segment(pc));
    out.lload(address);
    locals.line(pc);
    out.invokevirtual(Types.VAR_HANDLE, "get", cell.get);
  }
}
