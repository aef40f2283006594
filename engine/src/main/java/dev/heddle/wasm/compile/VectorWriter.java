package dev.heddle.wasm.compile;

import static dev.heddle.wasm.code.RegisterOpcode.*;
import static dev.heddle.wasm.module.VectorOpcode.*;

import dev.heddle.wasm.bytecode.CodeWriter;
import dev.heddle.wasm.bytecode.TypeKind;
import dev.heddle.wasm.instruction.Swar;
import dev.heddle.wasm.module.VectorInstruction;
import org.jspecify.annotations.Nullable;

/**
 * Writes vector instructions.
 *
 * <p>A vector is two {@code long} variables, its halves, wherever blocks begin and end. Within a
 * block it is whatever instructions made of it and want of it: the halves, on whose lanes {@link
 * Swar} works, or four variables with lanes of 32 bits, as {@code int} or {@code float}. One is
 * made of the other where it is needed. Lanes that are only moved are not copied: vectors share
 * them.
 *
 * <p>Not thread-safe.
 */
final class VectorWriter implements Vectors {

  private final Values values;
  private final Locals locals;
  private final Flow flow;
  private final int[] code;
  private final CodeWriter out;
  private final VectorForms forms;

  /** What writes instructions, once there are any. */
  private @Nullable Writers writers;

  private record Writers(
      VectorFloats floats,
      VectorIntegers integers,
      VectorShuffles shuffles,
      VectorLanes lanes,
      VectorTransfers transfers) {}

  VectorWriter(Values values, Flow flow, CodeWriter out) {
    this.values = values;
    this.locals = values.locals();
    this.flow = flow;
    this.code = flow.code;
    this.out = out;
    this.forms = new VectorForms(values, flow, out);
  }

  private Writers writers() {
    if (writers == null) {
      VectorIntegers integers = new VectorIntegers(forms, flow, out);
      VectorLanes lanes = new VectorLanes(forms, values, flow, out);
      writers =
          new Writers(
              new VectorFloats(forms, flow, out),
              integers,
              new VectorShuffles(forms, flow, out),
              lanes,
              new VectorTransfers(forms, values, flow, out, integers, lanes));
    }
    return writers;
  }

  @Override
  public void begin(boolean caught) {
    forms.begin(caught);
  }

  @Override
  public void settle(int slot) {
    forms.settle(slot);
  }

  @Override
  public void settleAll(long[] alive) {
    forms.settleAll(alive);
  }

  @Override
  public void overwritten(int slot) {
    forms.overwritten(slot);
  }

  @Override
  public void loadHalf(int variable, byte half) {
    throw new IllegalStateException("halves are variables of their own");
  }

  @Override
  public void storeHalf(int slot, byte half, boolean last) {
    int variable = flow.variable(slot, half);
    values.flushReaders(variable);
    values.store(variable);
  }

  @Override
  public void zero() {
    throw new IllegalStateException("halves are variables of their own");
  }

  /** The estimated size of what an instruction becomes. */
  static int size(int opcode) {
    if (opcode >= VECTOR_COPY) {
      return 24;
    }
    return switch (Access.vector(opcode).form()) {
      case CONST -> 12;
      case SHUFFLE -> 200;
      case TEST, EXTRACT -> 40;
      default -> 90;
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
    String name = nameOf(instruction);
    int at = name.indexOf('_');
    String shape = name.substring(0, at);
    String operation = name.substring(at + 1);
    switch (instruction.form()) {
      case LOAD -> writers().transfers().loadVector(pc, instruction, operation);
      case STORE -> writers().transfers().storeVector(pc);
      case LOAD_LANE -> writers().transfers().loadLane(pc, instruction);
      case STORE_LANE -> writers().transfers().storeLane(pc, instruction);
      case CONST -> {
        forms.ready(code[pc + 1]);
        out.loadConstant(code[pc + 2] & VectorForms.LOW | (long) code[pc + 3] << 32);
        out.loadConstant(code[pc + 4] & VectorForms.LOW | (long) code[pc + 5] << 32);
        forms.defineHalves(code[pc + 1]);
      }
      case SHUFFLE -> writers().shuffles().shuffle(pc);
      case UNARY, BINARY, TERNARY -> {
        forms.ready(code[pc + 1]);
        arithmetic(pc, instruction.form(), shape, operation);
      }
      case SHIFT -> writers().lanes().shift(pc, shape, operation);
      case TEST -> writers().lanes().test(pc, shape, operation);
      case SPLAT -> writers().lanes().splat(pc, shape);
      case EXTRACT -> writers().lanes().extract(pc, shape, operation);
      case REPLACE -> writers().lanes().replace(pc, shape);
    }
  }

  /** The name of an instruction, or of that which does what a relaxed one does. */
  static String nameOf(VectorInstruction instruction) {
    return switch (instruction.number()) {
      case I16X8_RELAXED_Q15MULR_S -> "I16X8_Q15MULR_SAT_S";
      case I8X16_RELAXED_LANESELECT,
          I16X8_RELAXED_LANESELECT,
          I32X4_RELAXED_LANESELECT,
          I64X2_RELAXED_LANESELECT ->
          "V128_BITSELECT";
      case I32X4_RELAXED_TRUNC_F32X4_S -> "I32X4_TRUNC_SAT_F32X4_S";
      case I32X4_RELAXED_TRUNC_F32X4_U -> "I32X4_TRUNC_SAT_F32X4_U";
      case I32X4_RELAXED_TRUNC_F64X2_S_ZERO -> "I32X4_TRUNC_SAT_F64X2_S_ZERO";
      case I32X4_RELAXED_TRUNC_F64X2_U_ZERO -> "I32X4_TRUNC_SAT_F64X2_U_ZERO";
      default -> instruction.name().replace("_RELAXED", "");
    };
  }

  private void arithmetic(int pc, VectorInstruction.Form form, String shape, String operation) {
    if (shape.equals("V128")) {
      bits(pc, operation, form);
      return;
    }
    if (shape.equals("F32X4")) {
      if (!writers().floats().floatLanes(pc, form, operation)) {
        throw unknown(code[pc]);
      }
      return;
    }
    if (shape.equals("F64X2")) {
      writers().floats().doubles(pc, form, operation);
      return;
    }
    if (shape.equals("I32X4") && writers().integers().intLanes(pc, form, operation)) {
      return;
    }
    writers().integers().integers(pc, form, shape, operation);
  }

  static IllegalStateException unknown(int opcode) {
    return new IllegalStateException("unknown vector instruction " + opcode);
  }

  private void bits(int pc, String operation, VectorInstruction.Form form) {
    int operands =
        switch (form) {
          case UNARY -> 1;
          case BINARY -> 2;
          default -> 3;
        };
    boolean inLanes = false;
    for (int i = 0; i < operands; i++) {
      inLanes |= forms.isInLanes(code[pc + 2 + i]);
    }
    int result = code[pc + 1];
    if (!inLanes) {
      for (int which = 0; which < 2; which++) {
        bitsOf(pc, operation, operands, which);
      }
      forms.defineHalves(result);
      return;
    }
    VectorForms.Lane[][] lanes = new VectorForms.Lane[operands][];
    for (int i = 0; i < operands; i++) {
      lanes[i] = forms.ints(code[pc + 2 + i]);
    }
    forms.defineInts(
        result,
        lane -> {
          forms.load(lanes[0][lane]);
          switch (operation) {
            case "NOT" -> out.loadConstant(-1).ixor();
            case "BITSELECT" -> {
              forms.load(lanes[1][lane]);
              out.ixor();
              forms.load(lanes[2][lane]);
              out.iand();
              forms.load(lanes[1][lane]);
              out.ixor();
            }
            default -> {
              forms.load(lanes[1][lane]);
              switch (operation) {
                case "AND" -> out.iand();
                case "OR" -> out.ior();
                case "XOR" -> out.ixor();
                default -> out.loadConstant(-1).ixor().iand();
              }
            }
          }
        });
  }

  private void bitsOf(int pc, String operation, int operands, int which) {
    if (operands == 3) {
      forms.half(code[pc + 4], which);
      forms.half(code[pc + 2], which);
      forms.half(code[pc + 3], which);
      call(Types.SWAR, "select", "(JJJ)J");
      return;
    }
    forms.half(code[pc + 2], which);
    if (operands == 2) {
      forms.half(code[pc + 3], which);
    }
    switch (operation) {
      case "AND" -> out.land();
      case "OR" -> out.lor();
      case "XOR" -> out.lxor();
      case "NOT" -> out.loadConstant(-1L).lxor();
      default -> out.loadConstant(-1L).lxor().land();
    }
  }

  private void move(int pc) {
    int slot = code[pc + 1];
    switch (code[pc]) {
      case VECTOR_COPY -> {
        forms.ready(slot);
        copy(slot, code[pc + 2]);
      }
      case VECTOR_SELECT -> {
        Node condition = values.single(pc, 4);
        forms.ready(slot);
        select(slot, code[pc + 3], code[pc + 4], condition);
      }
      case VECTOR_GLOBAL_GET -> {
        forms.ready(slot);
        locals.global(code[pc + 2]);
        out.getfield(Types.GLOBAL, "bits", "J");
        locals.global(code[pc + 2]);
        out.getfield(Types.GLOBAL, "high", "J");
        forms.defineHalves(slot);
      }
      default -> {
        values.flush(false);
        forms.halves(slot);
        locals.global(code[pc + 2]);
        forms.half(slot, 0);
        out.putfield(Types.GLOBAL, "bits", "J");
        locals.global(code[pc + 2]);
        forms.half(slot, 1);
        out.putfield(Types.GLOBAL, "high", "J");
      }
    }
  }

  private void copy(int to, int from) {
    if (to == from) {
      return;
    }
    VectorForms.Held known = forms.known(from);
    if (known != null && !known.halves) {
      forms.defineLanes(to, known.ints, known.floats);
      return;
    }
    forms.half(from, 0);
    forms.half(from, 1);
    forms.defineHalves(to);
    if (known != null) {
      VectorForms.Held copied = forms.held(to);
      copied.ints = known.ints;
      copied.floats = known.floats;
      VectorForms.keep(copied.ints);
      VectorForms.keep(copied.floats);
    }
  }

  private void select(int result, int a, int b, Node condition) {
    values.value(condition);
    VectorForms.Lane place = forms.lane(TypeKind.INT);
    place.users++;
    if (forms.isInLanes(a) || forms.isInLanes(b)) {
      VectorForms.Lane[] x = forms.ints(a);
      VectorForms.Lane[] y = forms.ints(b);
      forms.defineInts(
          result,
          lane -> {
            forms.load(x[lane]);
            forms.load(y[lane]);
            forms.load(place);
            call(Types.SUPPORT, "select", "(III)I");
          });
    } else {
      for (int which = 0; which < 2; which++) {
        forms.half(a, which);
        forms.half(b, which);
        forms.load(place);
        call(Types.SUPPORT, "select", "(JJI)J");
      }
      forms.defineHalves(result);
    }
    forms.release(new VectorForms.Lane[] {place});
  }

  private void call(String owner, String name, String type) {
    out.invokestatic(owner, name, type);
  }
}
