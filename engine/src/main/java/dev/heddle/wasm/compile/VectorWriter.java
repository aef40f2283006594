package dev.heddle.wasm.compile;

import static dev.heddle.wasm.code.RegisterKind.I32;
import static dev.heddle.wasm.code.RegisterKind.I64;
import static dev.heddle.wasm.code.RegisterOpcode.*;
import static dev.heddle.wasm.module.VectorOpcode.*;

import dev.heddle.wasm.bytecode.CodeWriter;
import dev.heddle.wasm.bytecode.TypeKind;
import dev.heddle.wasm.instruction.Swar;
import dev.heddle.wasm.module.VectorInstruction;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntConsumer;
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

  private static final long LOW = 0xffff_ffffL;

  /** The methods of {@link Swar} that need to know how wide lanes are. */
  private static final Map<String, String> BY_WIDTH =
      Map.ofEntries(
          Map.entry("ADD", "add"),
          Map.entry("ADD_SAT_S", "addSaturatingSigned"),
          Map.entry("ADD_SAT_U", "addSaturatingUnsigned"),
          Map.entry("SUB", "subtract"),
          Map.entry("SUB_SAT_S", "subtractSaturatingSigned"),
          Map.entry("SUB_SAT_U", "subtractSaturatingUnsigned"),
          Map.entry("MIN_S", "minSigned"),
          Map.entry("MIN_U", "minUnsigned"),
          Map.entry("MAX_S", "maxSigned"),
          Map.entry("MAX_U", "maxUnsigned"),
          Map.entry("AVGR_U", "average"),
          Map.entry("EQ", "equal"),
          Map.entry("NE", "notEqual"),
          Map.entry("LT_S", "lessSigned"),
          Map.entry("LT_U", "lessUnsigned"),
          Map.entry("ABS", "absolute"),
          Map.entry("NEG", "negate"),
          Map.entry("SHL", "shiftLeft"),
          Map.entry("SHR_S", "shiftRightSigned"),
          Map.entry("SHR_U", "shiftRightUnsigned"));

  /** The methods of {@link Swar} for one width of lanes, of halves or of what is in them. */
  private static final Map<String, String> BY_NAME =
      Map.ofEntries(
          Map.entry("I8X16_NARROW_I16X8_S", "narrowSigned16"),
          Map.entry("I8X16_NARROW_I16X8_U", "narrowUnsigned16"),
          Map.entry("I16X8_NARROW_I32X4_S", "narrowSigned32"),
          Map.entry("I16X8_NARROW_I32X4_U", "narrowUnsigned32"),
          Map.entry("I16X8_MUL", "multiply16"),
          Map.entry("I16X8_Q15MULR_SAT_S", "multiplyQ15"),
          Map.entry("I16X8_DOT_I8X16_I7X16_S", "dot8"),
          Map.entry("I32X4_DOT_I16X8_S", "dot16"),
          Map.entry("I8X16_POPCNT", "countOnes"),
          Map.entry("I16X8_EXTADD_PAIRWISE_I8X16_S", "addPairsSigned8"),
          Map.entry("I16X8_EXTADD_PAIRWISE_I8X16_U", "addPairsUnsigned8"),
          Map.entry("I32X4_EXTADD_PAIRWISE_I16X8_S", "addPairsSigned16"),
          Map.entry("I32X4_EXTADD_PAIRWISE_I16X8_U", "addPairsUnsigned16"));

  private final Emitter emitter;
  private final VectorAccess memoryAccess;
  private final Flow flow;
  private final int[] code;
  private final CodeWriter out;

  /** A variable of the JVM with a lane, which vectors may share. */
  private static final class Lane {
    final int place;
    final TypeKind kind;
    int users;

    Lane(int place, TypeKind kind) {
      this.place = place;
      this.kind = kind;
    }
  }

  /** In which forms a vector is there. */
  private static final class Held {
    boolean halves;
    Lane @Nullable [] ints;
    Lane @Nullable [] floats;
  }

  /** By its first register; those that are not here are there as halves only. */
  private final Map<Integer, Held> held = new HashMap<>();

  private final Deque<Lane> freeInts = new ArrayDeque<>();
  private final Deque<Lane> freeFloats = new ArrayDeque<>();

  /**
   * Whether all vectors must be there as halves after each instruction: a handler may want them.
   */
  private boolean eager;

  private int longPlace = -1;

  VectorWriter(Emitter emitter, Flow flow, CodeWriter out) {
    this.emitter = emitter;
    this.flow = flow;
    this.code = flow.code;
    this.out = out;
    this.memoryAccess = new VectorAccess(emitter, flow.code, out);
  }

  // ---- Forms

  @Override
  public void begin(boolean caught) {
    if (!held.isEmpty()) {
      for (Integer slot : List.copyOf(held.keySet())) {
        forget(slot);
      }
    }
    eager = caught;
  }

  @Override
  public void settle(int slot) {
    settleVector(slot);
    settleVector(slot - 1);
  }

  @Override
  public void loadHalf(int variable, byte half) {
    throw new IllegalStateException("halves are variables of their own");
  }

  @Override
  public void storeHalf(int slot, byte half, boolean last) {
    int variable = flow.variable(slot, half);
    emitter.flushReaders(variable);
    emitter.store(variable);
  }

  @Override
  public void zero() {
    throw new IllegalStateException("halves are variables of their own");
  }

  private void settleVector(int slot) {
    if (held.containsKey(slot)) {
      halves(slot);
    }
  }

  @Override
  public void settleAll(long[] alive) {
    for (Map.Entry<Integer, Held> entry : held.entrySet()) {
      int slot = entry.getKey();
      if (Flow.contains(alive, flow.variable(slot, I64))
          || Flow.contains(alive, flow.variable(slot + 1, I64))) {
        halves(slot);
      }
    }
  }

  @Override
  public void overwritten(int slot) {
    if (!held.isEmpty()) {
      forget(slot);
      forget(slot - 1);
    }
  }

  private void forget(int slot) {
    Held old = held.remove(slot);
    if (old != null) {
      release(old.ints);
      release(old.floats);
    }
  }

  private void release(Lane @Nullable [] lanes) {
    if (lanes != null) {
      for (Lane lane : lanes) {
        if (--lane.users == 0) {
          (lane.kind == TypeKind.INT ? freeInts : freeFloats).push(lane);
        }
      }
    }
  }

  private static void keep(Lane @Nullable [] lanes) {
    if (lanes != null) {
      for (Lane lane : lanes) {
        lane.users++;
      }
    }
  }

  /** Puts the value on the operand stack into a new lane. */
  private Lane lane(TypeKind kind) {
    Lane lane = (kind == TypeKind.INT ? freeInts : freeFloats).poll();
    if (lane == null) {
      lane = new Lane(out.allocateLocal(kind), kind);
    }
    out.storeLocal(kind, lane.place);
    return lane;
  }

  private void load(Lane lane) {
    out.loadLocal(lane.kind, lane.place);
  }

  private void half(int slot, int which) {
    emitter.load(flow.variable(slot + which, I64));
  }

  private Held held(int slot) {
    return held.computeIfAbsent(
        slot,
        s -> {
          Held fresh = new Held();
          fresh.halves = true;
          return fresh;
        });
  }

  /** Whether a vector is not there as halves. */
  private boolean isInLanes(int slot) {
    Held known = held.get(slot);
    return known != null && !known.halves;
  }

  private void halves(int slot) {
    if (!isInLanes(slot)) {
      return;
    }
    Lane[] lanes = ints(slot);
    for (int which = 0; which < 2; which++) {
      load(lanes[2 * which]);
      load(lanes[2 * which + 1]);
      call(Types.SWAR, "join", "(II)J");
      emitter.put(flow.variable(slot + which, I64));
    }
    held(slot).halves = true;
  }

  private Lane[] ints(int slot) {
    Held vector = held(slot);
    Lane[] known = vector.ints;
    if (known != null) {
      return known;
    }
    Lane[] lanes;
    if (vector.floats != null) {
      lanes =
          convert(
              vector.floats,
              TypeKind.INT,
              () -> call(Types.FLOAT_CLASS, "floatToRawIntBits", "(F)I"));
    } else {
      lanes = new Lane[4];
      for (int i = 0; i < 4; i++) {
        half(slot, i >> 1);
        laneOfHalf(i & 1);
        lanes[i] = lane(TypeKind.INT);
      }
    }
    keep(lanes);
    vector.ints = lanes;
    return lanes;
  }

  private Lane[] floats(int slot) {
    Held vector = held(slot);
    Lane[] known = vector.floats;
    if (known != null) {
      return known;
    }
    Lane[] lanes =
        convert(
            ints(slot), TypeKind.FLOAT, () -> call(Types.FLOAT_CLASS, "intBitsToFloat", "(I)F"));
    keep(lanes);
    vector.floats = lanes;
    return lanes;
  }

  /** Converts lanes, those that are the same once. */
  private Lane[] convert(Lane[] from, TypeKind kind, Runnable operation) {
    Lane[] lanes = new Lane[4];
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < i; j++) {
        if (from[j] == from[i]) {
          lanes[i] = lanes[j];
        }
      }
      if (lanes[i] == null) {
        load(from[i]);
        operation.run();
        lanes[i] = lane(kind);
      }
    }
    return lanes;
  }

  /** Takes one of the two lanes of 32 bits of the half on the operand stack. */
  private void laneOfHalf(int which) {
    if (which == 1) {
      out.loadConstant(32).lushr();
    }
    out.l2i();
  }

  /** Readies the register of a result: nobody waits any more to read what is in it. */
  private void ready(int slot) {
    emitter.flushReaders(flow.variable(slot, I64));
    emitter.flushReaders(flow.variable(slot + 1, I64));
  }

  /** The vector is the two halves on the operand stack. */
  private void defineHalves(int slot) {
    emitter.put(flow.variable(slot + 1, I64));
    emitter.put(flow.variable(slot, I64));
    overwritten(slot);
    forget(slot + 1);
  }

  private void defineLanes(int slot, Lane @Nullable [] ints, Lane @Nullable [] floats) {
    keep(ints);
    keep(floats);
    overwritten(slot);
    forget(slot + 1);
    Held vector = new Held();
    vector.ints = ints;
    vector.floats = floats;
    held.put(slot, vector);
    if (eager) {
      halves(slot);
    }
  }

  private void defineInts(int slot, IntConsumer value) {
    defineLanes(slot, lanes(TypeKind.INT, value), null);
  }

  private void defineFloats(int slot, IntConsumer value) {
    defineLanes(slot, null, lanes(TypeKind.FLOAT, value));
  }

  private Lane[] lanes(TypeKind kind, IntConsumer value) {
    Lane[] lanes = new Lane[4];
    for (int i = 0; i < 4; i++) {
      value.accept(i);
      lanes[i] = lane(kind);
    }
    return lanes;
  }

  private static Lane[] four(Lane lane) {
    return new Lane[] {lane, lane, lane, lane};
  }

  private void call(String owner, String name, String type) {
    out.invokestatic(owner, name, type);
  }

  // ---- Instructions

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
      case LOAD -> loadVector(pc, instruction, operation);
      case STORE -> storeVector(pc);
      case LOAD_LANE -> loadLane(pc, instruction);
      case STORE_LANE -> storeLane(pc, instruction);
      case CONST -> {
        ready(code[pc + 1]);
        out.loadConstant(code[pc + 2] & LOW | (long) code[pc + 3] << 32);
        out.loadConstant(code[pc + 4] & LOW | (long) code[pc + 5] << 32);
        defineHalves(code[pc + 1]);
      }
      case SHUFFLE -> shuffle(pc);
      case UNARY, BINARY, TERNARY -> {
        ready(code[pc + 1]);
        arithmetic(pc, instruction.form(), shape, operation);
      }
      case SHIFT -> shift(pc, shape, operation);
      case TEST -> test(pc, shape, operation);
      case SPLAT -> splat(pc, shape);
      case EXTRACT -> extract(pc, shape, operation);
      case REPLACE -> replace(pc, shape);
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

  private static long signs(String shape) {
    return switch (shape) {
      case "I8X16" -> Swar.SIGNS_8;
      case "I16X8" -> Swar.SIGNS_16;
      case "I32X4" -> Swar.SIGNS_32;
      default -> Swar.SIGNS_64;
    };
  }

  private void arithmetic(int pc, VectorInstruction.Form form, String shape, String operation) {
    if (shape.equals("V128")) {
      bits(pc, operation, form);
      return;
    }
    if (shape.equals("F32X4")) {
      if (!floatLanes(pc, form, operation)) {
        throw unknown(pc);
      }
      return;
    }
    if (shape.equals("F64X2")) {
      doubles(pc, form, operation);
      return;
    }
    if (shape.equals("I32X4") && intLanes(pc, form, operation)) {
      return;
    }
    integers(pc, form, shape, operation);
  }

  private IllegalStateException unknown(int pc) {
    return new IllegalStateException("unknown vector instruction " + code[pc]);
  }

  // ---- Bits

  private void bits(int pc, String operation, VectorInstruction.Form form) {
    int operands =
        switch (form) {
          case UNARY -> 1;
          case BINARY -> 2;
          default -> 3;
        };
    boolean inLanes = false;
    for (int i = 0; i < operands; i++) {
      inLanes |= isInLanes(code[pc + 2 + i]);
    }
    int result = code[pc + 1];
    if (!inLanes) {
      for (int which = 0; which < 2; which++) {
        bitsOf(pc, operation, operands, which);
      }
      defineHalves(result);
      return;
    }
    Lane[][] lanes = new Lane[operands][];
    for (int i = 0; i < operands; i++) {
      lanes[i] = ints(code[pc + 2 + i]);
    }
    defineInts(
        result,
        lane -> {
          load(lanes[0][lane]);
          switch (operation) {
            case "NOT" -> out.loadConstant(-1).ixor();
            case "BITSELECT" -> {
              load(lanes[1][lane]);
              out.ixor();
              load(lanes[2][lane]);
              out.iand();
              load(lanes[1][lane]);
              out.ixor();
            }
            default -> {
              load(lanes[1][lane]);
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
      half(code[pc + 4], which);
      half(code[pc + 2], which);
      half(code[pc + 3], which);
      call(Types.SWAR, "select", "(JJJ)J");
      return;
    }
    half(code[pc + 2], which);
    if (operands == 2) {
      half(code[pc + 3], which);
    }
    switch (operation) {
      case "AND" -> out.land();
      case "OR" -> out.lor();
      case "XOR" -> out.lxor();
      case "NOT" -> out.loadConstant(-1L).lxor();
      default -> out.loadConstant(-1L).lxor().land();
    }
  }

  // ---- Lanes of 32 bits

  /** Writes an instruction on lanes of {@code i32} if it is done best with them. */
  private boolean intLanes(int pc, VectorInstruction.Form form, String operation) {
    int result = code[pc + 1];
    int first = code[pc + 2];
    switch (operation) {
      case "TRUNC_SAT_F32X4_S" ->
          defineLanes(result, convert(floats(first), TypeKind.INT, out::f2i), null);
      case "TRUNC_SAT_F32X4_U" ->
          defineLanes(
              result,
              convert(
                  floats(first), TypeKind.INT, () -> call(Types.SUPPORT, "i32TruncSatU", "(F)I")),
              null);
      case "TRUNC_SAT_F64X2_S_ZERO", "TRUNC_SAT_F64X2_U_ZERO" -> {
        halves(first);
        defineInts(
            result,
            lane -> {
              if (lane > 1) {
                out.iconst_0();
                return;
              }
              half(first, lane);
              call(Types.DOUBLE_CLASS, "longBitsToDouble", "(J)D");
              if (operation.endsWith("S_ZERO")) {
                out.d2i();
              } else {
                call(Types.SUPPORT, "i32TruncSatU", "(D)I");
              }
            });
      }
      default -> {
        if (form == VectorInstruction.Form.UNARY) {
          if (!operation.equals("ABS") && !operation.equals("NEG")) {
            return false;
          }
          Lane[] lanes = ints(first);
          defineInts(
              result,
              lane -> {
                load(lanes[lane]);
                if (operation.equals("NEG")) {
                  out.ineg();
                } else {
                  call(Types.MATH, "abs", "(I)I");
                }
              });
          return true;
        }
        if (form != VectorInstruction.Form.BINARY
            || operation.startsWith("DOT")
            || operation.startsWith("EXT")) {
          return false;
        }
        Lane[] x = ints(first);
        Lane[] y = ints(code[pc + 3]);
        boolean swapped = operation.startsWith("GT") || operation.startsWith("LE");
        defineInts(
            result,
            lane -> {
              load(swapped ? y[lane] : x[lane]);
              load(swapped ? x[lane] : y[lane]);
              intOperation(pc, operation);
            });
      }
    }
    return true;
  }

  private void intOperation(int pc, String operation) {
    switch (operation) {
      case "ADD" -> out.iadd();
      case "SUB" -> out.isub();
      case "MUL" -> out.imul();
      case "MIN_S" -> call(Types.MATH, "min", "(II)I");
      case "MAX_S" -> call(Types.MATH, "max", "(II)I");
      case "MIN_U" -> call(Types.VECTOR_CODE, "minUnsigned", "(II)I");
      case "MAX_U" -> call(Types.VECTOR_CODE, "maxUnsigned", "(II)I");
      case "NE" -> call(Types.VECTOR_CODE, "notEqual", "(II)I");
      case "LT_S", "GT_S" -> call(Types.VECTOR_CODE, "lessSigned", "(II)I");
      case "LT_U", "GT_U" -> call(Types.VECTOR_CODE, "lessUnsigned", "(II)I");
      case "EQ" -> {
        call(Types.VECTOR_CODE, "notEqual", "(II)I");
        out.iconst_m1().ixor();
      }
      case "GE_S", "LE_S" -> {
        call(Types.VECTOR_CODE, "lessSigned", "(II)I");
        out.iconst_m1().ixor();
      }
      case "GE_U", "LE_U" -> {
        call(Types.VECTOR_CODE, "lessUnsigned", "(II)I");
        out.iconst_m1().ixor();
      }
      default -> throw unknown(pc);
    }
  }

  private boolean floatLanes(int pc, VectorInstruction.Form form, String operation) {
    int result = code[pc + 1];
    int first = code[pc + 2];
    switch (operation) {
      case "CONVERT_I32X4_S" -> {
        defineLanes(result, null, convert(ints(first), TypeKind.FLOAT, out::i2f));
        return true;
      }
      case "CONVERT_I32X4_U" -> {
        defineLanes(
            result,
            null,
            convert(ints(first), TypeKind.FLOAT, () -> out.i2l().loadConstant(LOW).land().l2f()));
        return true;
      }
      case "DEMOTE_F64X2_ZERO" -> {
        halves(first);
        defineFloats(
            result,
            lane -> {
              if (lane > 1) {
                out.fconst_0();
              } else {
                half(first, lane);
                call(Types.DOUBLE_CLASS, "longBitsToDouble", "(J)D");
                out.d2f();
              }
            });
        return true;
      }
      case "ABS", "NEG" -> {
        boolean absolute = operation.equals("ABS");
        if (isInLanes(first)) {
          defineLanes(
              result,
              null,
              convert(
                  floats(first),
                  TypeKind.FLOAT,
                  () -> {
                    if (absolute) {
                      call(Types.MATH, "abs", "(F)F");
                    } else {
                      out.fneg();
                    }
                  }));
        } else {
          signBits(first, absolute, Swar.SIGNS_32);
          defineHalves(result);
        }
        return true;
      }
      default -> {}
    }
    if (form == VectorInstruction.Form.UNARY) {
      String method = rounding(pc, operation);
      defineLanes(
          result,
          null,
          convert(floats(first), TypeKind.FLOAT, () -> call(Types.FLOATING_POINT, method, "(F)F")));
      return true;
    }
    Lane[] x = floats(first);
    Lane[] y = floats(code[pc + 3]);
    if (form == VectorInstruction.Form.TERNARY) {
      Lane[] z = floats(code[pc + 4]);
      String method = operation.equals("MADD") ? "multiplyAdd" : "negatedMultiplyAdd";
      defineFloats(
          result,
          lane -> {
            load(x[lane]);
            load(y[lane]);
            load(z[lane]);
            call(Types.VECTOR_CODE, method, "(FFF)F");
          });
      return true;
    }
    String comparison = comparison(operation);
    if (comparison != null) {
      boolean swapped = isSwapped(operation);
      defineInts(
          result,
          lane -> {
            load(swapped ? y[lane] : x[lane]);
            load(swapped ? x[lane] : y[lane]);
            call(Types.VECTOR_CODE, comparison, "(FF)I");
            if (operation.equals("NE")) {
              out.iconst_m1().ixor();
            }
          });
      return true;
    }
    defineFloats(
        result,
        lane -> {
          load(x[lane]);
          load(y[lane]);
          switch (operation) {
            case "ADD" -> out.fadd();
            case "SUB" -> out.fsub();
            case "MUL" -> out.fmul();
            case "DIV" -> out.fdiv();
            case "MIN" -> call(Types.FLOATING_POINT, "min", "(FF)F");
            case "MAX" -> call(Types.FLOATING_POINT, "max", "(FF)F");
            case "PMIN" -> call(Types.VECTOR_CODE, "pseudoMin", "(FF)F");
            case "PMAX" -> call(Types.VECTOR_CODE, "pseudoMax", "(FF)F");
            default -> throw unknown(pc);
          }
        });
    return true;
  }

  /** The method that compares floating-point numbers; null if this is no comparison. */
  private static @Nullable String comparison(String operation) {
    return switch (operation) {
      case "EQ", "NE" -> "equal";
      case "LT", "GT" -> "less";
      case "LE", "GE" -> "lessOrEqual";
      default -> null;
    };
  }

  private static boolean isSwapped(String operation) {
    return operation.startsWith("G");
  }

  private String rounding(int pc, String operation) {
    return switch (operation) {
      case "CEIL" -> "ceil";
      case "FLOOR" -> "floor";
      case "TRUNC" -> "truncate";
      case "NEAREST" -> "nearest";
      case "SQRT" -> "squareRoot";
      default -> throw unknown(pc);
    };
  }

  /** Leaves halves on the operand stack whose lanes are without a sign, or have the other one. */
  private void signBits(int slot, boolean absolute, long signs) {
    for (int which = 0; which < 2; which++) {
      half(slot, which);
      if (absolute) {
        out.loadConstant(~signs).land();
      } else {
        out.loadConstant(signs).lxor();
      }
    }
  }

  // ---- Halves

  private void doubles(int pc, VectorInstruction.Form form, String operation) {
    int result = code[pc + 1];
    int first = code[pc + 2];
    switch (operation) {
      case "ABS", "NEG" -> {
        halves(first);
        signBits(first, operation.equals("ABS"), Swar.SIGNS_64);
      }
      case "CONVERT_LOW_I32X4_S", "CONVERT_LOW_I32X4_U", "PROMOTE_LOW_F32X4" -> {
        Lane[] lanes = operation.startsWith("P") ? floats(first) : ints(first);
        for (int which = 0; which < 2; which++) {
          load(lanes[which]);
          switch (operation) {
            case "CONVERT_LOW_I32X4_S" -> out.i2d();
            case "CONVERT_LOW_I32X4_U" -> out.i2l().loadConstant(LOW).land().l2d();
            default -> out.f2d();
          }
          call(Types.DOUBLE_CLASS, "doubleToRawLongBits", "(D)J");
        }
      }
      default -> {
        int operands =
            switch (form) {
              case UNARY -> 1;
              case BINARY -> 2;
              default -> 3;
            };
        for (int i = 0; i < operands; i++) {
          halves(code[pc + 2 + i]);
        }
        for (int which = 0; which < 2; which++) {
          if (operands == 3) {
            half(first, which);
            half(code[pc + 3], which);
            half(code[pc + 4], which);
            String method = operation.equals("MADD") ? "multiplyAdd" : "negatedMultiplyAdd";
            call(Types.VECTOR_CODE, method, "(JJJ)J");
          } else {
            doubleOperation(pc, operation, operands, which);
          }
        }
      }
    }
    defineHalves(result);
  }

  private void doubleOperation(int pc, String operation, int operands, int which) {
    boolean swapped = operands == 2 && isSwapped(operation);
    for (int i = 0; i < operands; i++) {
      half(code[pc + (swapped ? 3 - i : 2 + i)], which);
      call(Types.DOUBLE_CLASS, "longBitsToDouble", "(J)D");
    }
    String comparison = comparison(operation);
    if (comparison != null) {
      call(Types.VECTOR_CODE, comparison, "(DD)J");
      if (operation.equals("NE")) {
        out.loadConstant(-1L).lxor();
      }
      return;
    }
    switch (operation) {
      case "ADD" -> out.dadd();
      case "SUB" -> out.dsub();
      case "MUL" -> out.dmul();
      case "DIV" -> out.ddiv();
      case "MIN" -> call(Types.FLOATING_POINT, "min", "(DD)D");
      case "MAX" -> call(Types.FLOATING_POINT, "max", "(DD)D");
      case "PMIN" -> call(Types.VECTOR_CODE, "pseudoMin", "(DD)D");
      case "PMAX" -> call(Types.VECTOR_CODE, "pseudoMax", "(DD)D");
      default -> call(Types.FLOATING_POINT, rounding(pc, operation), "(D)D");
    }
    call(Types.DOUBLE_CLASS, "doubleToRawLongBits", "(D)J");
  }

  private void integers(int pc, VectorInstruction.Form form, String shape, String operation) {
    int result = code[pc + 1];
    int first = code[pc + 2];
    halves(first);
    if (form != VectorInstruction.Form.UNARY) {
      halves(code[pc + 3]);
    }
    if (form == VectorInstruction.Form.TERNARY) {
      halves(code[pc + 4]);
      for (int which = 0; which < 2; which++) {
        half(first, which);
        half(code[pc + 3], which);
        half(code[pc + 4], which);
        call(Types.VECTOR_CODE, "dotAdd", "(JJJ)J");
      }
    } else if (operation.startsWith("EXTEND_") || operation.startsWith("EXTMUL_")) {
      extended(pc, form, operation);
    } else if (operation.equals("SWIZZLE")) {
      for (int which = 0; which < 2; which++) {
        half(code[pc + 3], which);
        half(first, 0);
        half(first, 1);
        call(Types.SWAR, "swizzle", "(JJJ)J");
      }
    } else if (operation.startsWith("NARROW_")) {
      for (int operand = 2; operand < 4; operand++) {
        half(code[pc + operand], 0);
        half(code[pc + operand], 1);
        String method = Objects.requireNonNull(BY_NAME.get(shape + "_" + operation));
        call(Types.SWAR, method, "(JJ)J");
      }
    } else {
      for (int which = 0; which < 2; which++) {
        ofHalf(pc, form, shape, operation, which);
      }
    }
    defineHalves(result);
  }

  private void ofHalf(
      int pc, VectorInstruction.Form form, String shape, String operation, int which) {
    boolean unary = form == VectorInstruction.Form.UNARY;
    boolean isOrder = operation.startsWith("G") || operation.startsWith("LE");
    boolean swapped = operation.startsWith("GT") || operation.startsWith("LE");
    half(code[pc + (swapped ? 3 : 2)], which);
    if (!unary) {
      half(code[pc + (swapped ? 2 : 3)], which);
    }
    if (shape.equals("I64X2")) {
      switch (operation) {
        case "ADD" -> out.ladd();
        case "SUB" -> out.lsub();
        case "MUL" -> out.lmul();
        case "NEG" -> out.lneg();
        case "ABS" -> call(Types.MATH, "abs", "(J)J");
        default -> byWidth(pc, operation, isOrder, false, shape);
      }
      return;
    }
    String method = BY_NAME.get(shape + "_" + operation);
    if (method == null) {
      byWidth(pc, operation, isOrder, unary, shape);
    } else if (unary) {
      call(Types.SWAR, method, "(J)J");
    } else {
      call(Types.SWAR, method, "(JJ)J");
    }
  }

  private void byWidth(int pc, String operation, boolean isOrder, boolean unary, String shape) {
    // of the four orders only one has a method; it is negated for those that include equality
    String method =
        BY_WIDTH.get(isOrder ? "LT" + operation.substring(operation.indexOf('_')) : operation);
    if (method == null) {
      throw unknown(pc);
    }
    out.loadConstant(signs(shape));
    if (unary) {
      call(Types.SWAR, method, "(JJ)J");
    } else {
      call(Types.SWAR, method, "(JJJ)J");
    }
    if (isOrder && operation.charAt(1) == 'E') {
      out.loadConstant(-1L).lxor();
    }
  }

  private void extended(int pc, VectorInstruction.Form form, String operation) {
    int source = operation.contains("_HIGH_") ? 1 : 0;
    String width = operation.contains("I8X16") ? "8" : operation.contains("I16X8") ? "16" : "32";
    String sign = operation.endsWith("_S") ? "Signed" : "Unsigned";
    for (int which = 0; which < 2; which++) {
      int operands = form == VectorInstruction.Form.UNARY ? 1 : 2;
      for (int i = 0; i < operands; i++) {
        half(code[pc + 2 + i], source);
        if (which == 1) {
          out.loadConstant(32).lushr();
        }
      }
      if (operands == 2) {
        call(Types.SWAR, "multiplyExtended" + sign + width, "(JJ)J");
      } else {
        extend(width, sign);
      }
    }
  }

  /** Extends the low lanes of the half on the operand stack. */
  private void extend(String width, String sign) {
    if (!width.equals("32")) {
      call(Types.SWAR, "extend" + sign + width, "(J)J");
    } else if (sign.equals("Signed")) {
      out.l2i().i2l();
    } else {
      out.loadConstant(LOW).land();
    }
  }

  private void shift(int pc, String shape, String operation) {
    int result = code[pc + 1];
    int vector = code[pc + 2];
    Node distance = emitter.single(pc, 2);
    ready(result);
    emitter.value(distance);
    Lane count = lane(TypeKind.INT);
    count.users++;
    if (shape.equals("I32X4")) {
      Lane[] lanes = ints(vector);
      defineInts(
          result,
          lane -> {
            load(lanes[lane]);
            load(count);
            switch (operation) {
              case "SHL" -> out.ishl();
              case "SHR_S" -> out.ishr();
              default -> out.iushr();
            }
          });
    } else {
      halves(vector);
      for (int which = 0; which < 2; which++) {
        half(vector, which);
        load(count);
        if (!shape.equals("I64X2")) {
          out.loadConstant(signs(shape));
          call(Types.SWAR, Objects.requireNonNull(BY_WIDTH.get(operation)), "(JIJ)J");
          continue;
        }
        switch (operation) {
          case "SHL" -> out.lshl();
          case "SHR_S" -> out.lshr();
          default -> out.lushr();
        }
      }
      defineHalves(result);
    }
    release(new Lane[] {count});
  }

  private void test(int pc, String shape, String operation) {
    int vector = code[pc + 2];
    int variable = flow.variable(code[pc + 1], I32);
    emitter.flushReaders(variable);
    boolean ints = shape.equals("I32X4");
    if (ints) {
      for (Lane lane : ints(vector)) {
        load(lane);
      }
    } else {
      halves(vector);
      half(vector, 0);
      half(vector, 1);
    }
    switch (operation) {
      case "ANY_TRUE" -> call(Types.VECTOR_CODE, "anyTrue", "(JJ)I");
      case "ALL_TRUE" -> {
        if (ints) {
          call(Types.VECTOR_CODE, "allTrue", "(IIII)I");
        } else {
          out.loadConstant(signs(shape));
          call(Types.VECTOR_CODE, "allTrue", "(JJJ)I");
        }
      }
      default -> {
        switch (shape) {
          case "I8X16" -> call(Types.VECTOR_CODE, "bitmask8", "(JJ)I");
          case "I16X8" -> call(Types.VECTOR_CODE, "bitmask16", "(JJ)I");
          case "I32X4" -> call(Types.VECTOR_CODE, "bitmask32", "(IIII)I");
          default -> call(Types.VECTOR_CODE, "bitmask64", "(JJ)I");
        }
      }
    }
    emitter.store(variable);
  }

  // ---- Numbers and lanes

  private void splat(int pc, String shape) {
    int result = code[pc + 1];
    Node number = emitter.single(pc, 0);
    ready(result);
    emitter.value(number);
    switch (shape) {
      case "I32X4" -> defineLanes(result, four(lane(TypeKind.INT)), null);
      case "F32X4" -> defineLanes(result, null, four(lane(TypeKind.FLOAT)));
      default -> {
        switch (shape) {
          case "I8X16" -> {
            out.i2l();
            call(Types.SWAR, "splat8", "(J)J");
          }
          case "I16X8" -> {
            out.i2l();
            call(Types.SWAR, "splat16", "(J)J");
          }
          case "F64X2" -> call(Types.DOUBLE_CLASS, "doubleToRawLongBits", "(D)J");
          default -> {}
        }
        out.dup2();
        defineHalves(result);
      }
    }
  }

  private void extract(int pc, String shape, String operation) {
    int vector = code[pc + 2];
    int lane = code[pc + 3];
    emitter.access().read(pc);
    int variable =
        flow.variable(emitter.access().definedSlots[0], emitter.access().definedKinds[0]);
    emitter.flushReaders(variable);
    Held known = held.get(vector);
    switch (shape) {
      case "F32X4" -> {
        if (known != null && known.floats != null) {
          load(known.floats[lane]);
        } else {
          intLane(vector, lane);
          call(Types.FLOAT_CLASS, "intBitsToFloat", "(I)F");
        }
      }
      case "I32X4" -> intLane(vector, lane);
      case "I64X2", "F64X2" -> {
        halves(vector);
        half(vector, lane);
        if (shape.equals("F64X2")) {
          call(Types.DOUBLE_CLASS, "longBitsToDouble", "(J)D");
        }
      }
      default -> {
        smallLane(vector, lane, shape);
        boolean signed = operation.endsWith("_S");
        if (shape.equals("I8X16")) {
          if (signed) {
            out.i2b();
          } else {
            out.loadConstant(0xff).iand();
          }
        } else if (signed) {
          out.i2s();
        } else {
          out.i2c();
        }
      }
    }
    emitter.store(variable);
  }

  /** Leaves a lane of 32 bits on the operand stack. */
  private void intLane(int vector, int lane) {
    Held known = held.get(vector);
    if (known == null || known.ints == null && known.halves) {
      half(vector, lane >> 1);
      laneOfHalf(lane & 1);
    } else {
      load(ints(vector)[lane]);
    }
  }

  /** Leaves a number on the operand stack whose low bits are a lane of 8 or 16 bits. */
  private void smallLane(int vector, int lane, String shape) {
    int bit = shape.equals("I8X16") ? lane << 3 : lane << 4;
    intLane(vector, bit >> 5);
    if ((bit & 31) != 0) {
      out.loadConstant(bit & 31).iushr();
    }
  }

  private void replace(int pc, String shape) {
    int result = code[pc + 1];
    int vector = code[pc + 2];
    int lane = code[pc + 4];
    Node number = emitter.single(pc, 2);
    ready(result);
    if (shape.equals("I32X4") || shape.equals("F32X4")) {
      boolean ints = shape.equals("I32X4");
      Lane[] lanes = (ints ? ints(vector) : floats(vector)).clone();
      emitter.value(number);
      lanes[lane] = lane(ints ? TypeKind.INT : TypeKind.FLOAT);
      defineLanes(result, ints ? lanes : null, ints ? null : lanes);
      return;
    }
    halves(vector);
    emitter.value(number);
    switch (shape) {
      case "I8X16", "I16X8" -> out.i2l();
      case "F64X2" -> call(Types.DOUBLE_CLASS, "doubleToRawLongBits", "(D)J");
      default -> {}
    }
    insert(result, vector, lane, shape.equals("I8X16") ? 8 : shape.equals("I16X8") ? 16 : 64);
  }

  /** Makes a vector of another and of the number on the operand stack. */
  private void insert(int result, int vector, int lane, int width) {
    int place = longPlace();
    out.lstore(place);
    int bit = lane * width;
    for (int which = 0; which < 2; which++) {
      boolean changes = bit >> 6 == which;
      if (!changes || width < 64) {
        half(vector, which);
      }
      if (changes) {
        out.lload(place);
        if (width < 64) {
          out.loadConstant((-1L >>> 64 - width) << (bit & 63)).loadConstant(bit & 63);
          call(Types.VECTOR_CODE, "insert", "(JJJI)J");
        }
      }
    }
    defineHalves(result);
  }

  private int longPlace() {
    if (longPlace < 0) {
      longPlace = out.allocateLocal(TypeKind.LONG);
    }
    return longPlace;
  }

  // ---- Shuffles

  private void shuffle(int pc) {
    int result = code[pc + 1];
    ready(result);
    int[] bytes = new int[16];
    for (int i = 0; i < 16; i++) {
      bytes[i] = code[pc + 4 + (i >> 2)] >>> (8 * i) & 31;
    }
    int a = code[pc + 2];
    int b = code[pc + 3];
    int[] sources = new int[4];
    int[] rotations = new int[4];
    if (isOfLanes(bytes, sources, rotations)
        && (isInLanes(a) || isInLanes(b) || !isOfHalves(sources, rotations))) {
      shuffleLanes(result, a, b, sources, rotations);
      return;
    }
    halves(a);
    halves(b);
    shuffleHalf(a, b, Arrays.copyOfRange(bytes, 0, 8));
    shuffleHalf(a, b, Arrays.copyOfRange(bytes, 8, 16));
    defineHalves(result);
  }

  /** Whether lanes of 32 bits are moved and rotated by whole bytes: of which one, and how far. */
  private static boolean isOfLanes(int[] bytes, int[] sources, int[] rotations) {
    for (int lane = 0; lane < 4; lane++) {
      int first = bytes[4 * lane];
      sources[lane] = first >> 2;
      rotations[lane] = 32 - 8 * (first & 3) & 31;
      for (int i = 1; i < 4; i++) {
        if (bytes[4 * lane + i] != (first & ~3 | first + i & 3)) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean isOfHalves(int[] sources, int[] rotations) {
    return Arrays.stream(rotations).allMatch(rotation -> rotation == 0)
        && (sources[0] & 1) == 0
        && sources[1] == sources[0] + 1
        && (sources[2] & 1) == 0
        && sources[3] == sources[2] + 1;
  }

  private void shuffleLanes(int result, int a, int b, int[] sources, int[] rotations) {
    boolean rotated = Arrays.stream(rotations).anyMatch(rotation -> rotation != 0);
    boolean floats = !rotated;
    for (int source : sources) {
      Held known = held.get(source < 4 ? a : b);
      floats &= known != null && known.floats != null;
    }
    Lane[] lanes = new Lane[4];
    for (int i = 0; i < 4; i++) {
      int slot = sources[i] < 4 ? a : b;
      Lane[] from = floats ? floats(slot) : ints(slot);
      lanes[i] = from[sources[i] & 3];
    }
    if (rotated) {
      Lane[] from = lanes.clone();
      for (int i = 0; i < 4; i++) {
        if (rotations[i] != 0) {
          load(from[i]);
          out.loadConstant(rotations[i]);
          call(Types.INTEGER_CLASS, "rotateLeft", "(II)I");
          lanes[i] = lane(TypeKind.INT);
        }
      }
    }
    defineLanes(result, floats ? null : lanes, floats ? lanes : null);
  }

  /** Leaves half of a vector on the operand stack, given which bytes of two vectors it has. */
  private void shuffleHalf(int a, int b, int[] bytes) {
    if (isReversed(bytes)) {
      half(bytes[0] < 16 ? a : b, bytes[0] >> 3 & 1);
      call(Types.LONG_CLASS, "reverseBytes", "(J)J");
      return;
    }
    boolean done = zip(a, b, bytes);
    if (done) {
      return;
    }
    // bytes that come from the same half, as far away, are moved together
    boolean[] moved = new boolean[8];
    boolean first = true;
    for (int i = 0; i < 8; i++) {
      if (moved[i]) {
        continue;
      }
      int source = bytes[i] >> 3;
      int distance = (bytes[i] & 7) - i;
      long mask = 0;
      for (int j = i; j < 8; j++) {
        if (bytes[j] >> 3 == source && (bytes[j] & 7) - j == distance) {
          moved[j] = true;
          mask |= 0xffL << 8 * j;
        }
      }
      half(source < 2 ? a : b, source & 1);
      long shifted = -1;
      if (distance > 0) {
        out.loadConstant(8 * distance).lushr();
        shifted = -1L >>> 8 * distance;
      } else if (distance < 0) {
        out.loadConstant(-8 * distance).lshl();
        shifted = -1L << -8 * distance;
      }
      if (mask != shifted) {
        out.loadConstant(mask).land();
      }
      if (!first) {
        out.lor();
      }
      first = false;
    }
  }

  private static boolean isReversed(int[] bytes) {
    for (int i = 0; i < 8; i++) {
      if (bytes[i] != bytes[0] - i) {
        return false;
      }
    }
    return (bytes[0] & 7) == 7;
  }

  /** Writes a half that takes four bytes, or two pairs of them, in turns from two places. */
  private boolean zip(int a, int b, int[] bytes) {
    for (int width = 1; width <= 2; width++) {
      boolean is = bytes[0] >> 2 << 2 == bytes[0] && bytes[width] >> 2 << 2 == bytes[width];
      for (int i = 0; i < 8; i++) {
        int pair = i / (2 * width);
        int first = i / width % 2 == 0 ? bytes[0] : bytes[width];
        is &= bytes[i] == first + pair * width + i % width;
      }
      if (is) {
        for (int place = 0; place < 2; place++) {
          int from = bytes[place * width];
          half(from < 16 ? a : b, from >> 3 & 1);
          if ((from & 4) != 0) {
            out.loadConstant(32).lushr();
          }
          call(Types.SWAR, width == 1 ? "extendUnsigned8" : "extendUnsigned16", "(J)J");
        }
        out.loadConstant(8 * width).lshl().lor();
        return true;
      }
    }
    return false;
  }

  // ---- Moves

  private void move(int pc) {
    int slot = code[pc + 1];
    switch (code[pc]) {
      case VECTOR_COPY -> {
        ready(slot);
        copy(slot, code[pc + 2]);
      }
      case VECTOR_SELECT -> {
        Node condition = emitter.single(pc, 4);
        ready(slot);
        select(slot, code[pc + 3], code[pc + 4], condition);
      }
      case VECTOR_GLOBAL_GET -> {
        ready(slot);
        emitter.global(code[pc + 2]);
        out.getfield(Types.GLOBAL, "bits", "J");
        emitter.global(code[pc + 2]);
        out.getfield(Types.GLOBAL, "high", "J");
        defineHalves(slot);
      }
      default -> {
        emitter.flush(false);
        halves(slot);
        emitter.global(code[pc + 2]);
        half(slot, 0);
        out.putfield(Types.GLOBAL, "bits", "J");
        emitter.global(code[pc + 2]);
        half(slot, 1);
        out.putfield(Types.GLOBAL, "high", "J");
      }
    }
  }

  private void copy(int to, int from) {
    if (to == from) {
      return;
    }
    Held known = held.get(from);
    if (known != null && !known.halves) {
      defineLanes(to, known.ints, known.floats);
      return;
    }
    half(from, 0);
    half(from, 1);
    defineHalves(to);
    if (known != null) {
      Held copied = held(to);
      copied.ints = known.ints;
      copied.floats = known.floats;
      keep(copied.ints);
      keep(copied.floats);
    }
  }

  private void select(int result, int a, int b, Node condition) {
    emitter.value(condition);
    Lane place = lane(TypeKind.INT);
    place.users++;
    if (isInLanes(a) || isInLanes(b)) {
      Lane[] x = ints(a);
      Lane[] y = ints(b);
      defineInts(
          result,
          lane -> {
            load(x[lane]);
            load(y[lane]);
            load(place);
            call(Types.SUPPORT, "select", "(III)I");
          });
    } else {
      for (int which = 0; which < 2; which++) {
        half(a, which);
        half(b, which);
        load(place);
        call(Types.SUPPORT, "select", "(JJI)J");
      }
      defineHalves(result);
    }
    release(new Lane[] {place});
  }

  // ---- Memory

  private void loadVector(int pc, VectorInstruction instruction, String operation) {
    int result = code[pc + 1];
    int size = 1 << instruction.naturalAlignment();
    memoryAccess.begin(pc);
    ready(result);
    int place = longPlace();
    memoryAccess.address(pc, size);
    if (instruction.number() == V128_LOAD) {
      // the upper half first: if it is within the memory, so is the lower one
      out.lstore(place);
      emitter.handle(Cell.LONG, memoryAccess.segment(pc));
      out.lload(place).loadConstant(8L).ladd();
      get(pc, Cell.LONG);
      emitter.handle(Cell.LONG, memoryAccess.segment(pc));
      out.lload(place);
      get(pc, Cell.LONG);
      emitter.put(flow.variable(result, I64));
      emitter.put(flow.variable(result + 1, I64));
      overwritten(result);
      forget(result + 1);
      return;
    }
    out.lstore(place);
    read(pc, size, place);
    if (operation.endsWith("_SPLAT")) {
      if (size == 4) {
        defineLanes(result, four(lane(TypeKind.INT)), null);
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
        out.i2l().loadConstant(LOW).land();
      }
      out.lconst_0();
    } else {
      String width =
          operation.startsWith("LOAD8") ? "8" : operation.startsWith("LOAD16") ? "16" : "32";
      String sign = operation.endsWith("_S") ? "Signed" : "Unsigned";
      out.lstore(place).lload(place);
      extend(width, sign);
      out.lload(place).loadConstant(32).lushr();
      extend(width, sign);
    }
    defineHalves(result);
  }

  private void storeVector(int pc) {
    int vector = code[pc + 1];
    memoryAccess.begin(pc);
    halves(vector);
    int place = longPlace();
    memoryAccess.address(pc, 16);
    out.lstore(place);
    emitter.handle(Cell.LONG, memoryAccess.segment(pc));
    out.lload(place).loadConstant(8L).ladd();
    half(vector, 1);
    set(pc, Cell.LONG);
    emitter.handle(Cell.LONG, memoryAccess.segment(pc));
    out.lload(place);
    half(vector, 0);
    set(pc, Cell.LONG);
  }

  private void loadLane(int pc, VectorInstruction instruction) {
    int result = code[pc + 1];
    int vector = code[pc + 6];
    int lane = code[pc + 7];
    int size = 1 << instruction.naturalAlignment();
    memoryAccess.begin(pc);
    ready(result);
    int place = longPlace();
    if (size == 4) {
      Lane[] lanes = ints(vector).clone();
      memoryAccess.address(pc, size);
      out.lstore(place);
      read(pc, size, place);
      lanes[lane] = lane(TypeKind.INT);
      defineLanes(result, lanes, null);
      return;
    }
    halves(vector);
    memoryAccess.address(pc, size);
    out.lstore(place);
    read(pc, size, place);
    if (size < 8) {
      out.i2l();
    }
    insert(result, vector, lane, 8 * size);
  }

  private void storeLane(int pc, VectorInstruction instruction) {
    int vector = code[pc + 1];
    int lane = code[pc + 6];
    int size = 1 << instruction.naturalAlignment();
    memoryAccess.begin(pc);
    if (size == 8) {
      halves(vector);
    } else if (isInLanes(vector)) {
      ints(vector);
    }
    int place = longPlace();
    memoryAccess.address(pc, size);
    out.lstore(place);
    emitter.handle(Cell.ofSize(size), memoryAccess.segment(pc));
    out.lload(place);
    switch (size) {
      case 1 -> {
        smallLane(vector, lane, "I8X16");
        out.i2b();
      }
      case 2 -> {
        smallLane(vector, lane, "I16X8");
        out.i2s();
      }
      case 4 -> intLane(vector, lane);
      default -> half(vector, lane);
    }
    set(pc, Cell.ofSize(size));
  }

  private void read(int pc, int size, int address) {
    Cell cell = Cell.ofSize(size);
    emitter.handle(cell, memoryAccess.segment(pc));
    out.lload(address);
    get(pc, cell);
  }

  private void get(int pc, Cell cell) {
    emitter.line(pc);
    out.invokevirtual(Types.VAR_HANDLE, "get", cell.get);
  }

  private void set(int pc, Cell cell) {
    emitter.line(pc);
    out.invokevirtual(Types.VAR_HANDLE, "set", cell.set);
  }
}
