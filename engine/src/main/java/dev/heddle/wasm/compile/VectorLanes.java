package dev.heddle.wasm.compile;

import static dev.heddle.wasm.code.RegisterKind.I32;

import dev.heddle.wasm.bytecode.CodeWriter;
import dev.heddle.wasm.bytecode.TypeKind;
import java.util.Objects;

/** Writes what makes vectors of numbers, and numbers of vectors. Not thread-safe. */
final class VectorLanes {

  private final VectorForms forms;
  private final int[] code;
  private final CodeWriter out;
  private final Values values;
  private final Flow flow;

  VectorLanes(VectorForms forms, Values values, Flow flow, CodeWriter out) {
    this.forms = forms;
    this.code = flow.code;
    this.out = out;
    this.values = values;
    this.flow = flow;
  }

  void splat(int pc, String shape) {
    int result = code[pc + 1];
    Node number = values.single(pc, 0);
    forms.ready(result);
    values.value(number);
    switch (shape) {
      case "I32X4" -> forms.defineLanes(result, VectorForms.four(forms.lane(TypeKind.INT)), null);
      case "F32X4" -> forms.defineLanes(result, null, VectorForms.four(forms.lane(TypeKind.FLOAT)));
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
        forms.defineHalves(result);
      }
    }
  }

  void extract(int pc, String shape, String operation) {
    int vector = code[pc + 2];
    int lane = code[pc + 3];
    flow.access.read(pc);
    int variable = flow.variable(flow.access.definedSlots[0], flow.access.definedKinds[0]);
    values.flushReaders(variable);
    VectorForms.Held known = forms.known(vector);
    switch (shape) {
      case "F32X4" -> {
        if (known != null && known.floats != null) {
          forms.load(known.floats[lane]);
        } else {
          forms.intLane(vector, lane);
          call(Types.FLOAT_CLASS, "intBitsToFloat", "(I)F");
        }
      }
      case "I32X4" -> forms.intLane(vector, lane);
      case "I64X2", "F64X2" -> {
        forms.halves(vector);
        forms.half(vector, lane);
        if (shape.equals("F64X2")) {
          call(Types.DOUBLE_CLASS, "longBitsToDouble", "(J)D");
        }
      }
      default -> {
        forms.smallLane(vector, lane, shape);
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
    values.store(variable);
  }

  void replace(int pc, String shape) {
    int result = code[pc + 1];
    int vector = code[pc + 2];
    int lane = code[pc + 4];
    Node number = values.single(pc, 2);
    forms.ready(result);
    if (shape.equals("I32X4") || shape.equals("F32X4")) {
      boolean ints = shape.equals("I32X4");
      VectorForms.Lane[] lanes = (ints ? forms.ints(vector) : forms.floats(vector)).clone();
      values.value(number);
      lanes[lane] = forms.lane(ints ? TypeKind.INT : TypeKind.FLOAT);
      forms.defineLanes(result, ints ? lanes : null, ints ? null : lanes);
      return;
    }
    forms.halves(vector);
    values.value(number);
    switch (shape) {
      case "I8X16", "I16X8" -> out.i2l();
      case "F64X2" -> call(Types.DOUBLE_CLASS, "doubleToRawLongBits", "(D)J");
      default -> {}
    }
    insert(result, vector, lane, shape.equals("I8X16") ? 8 : shape.equals("I16X8") ? 16 : 64);
  }

  /** Makes a vector of another and of the number on the operand stack. */
  void insert(int result, int vector, int lane, int width) {
    int place = forms.longPlace();
    out.lstore(place);
    int bit = lane * width;
    for (int which = 0; which < 2; which++) {
      boolean changes = bit >> 6 == which;
      if (!changes || width < 64) {
        forms.half(vector, which);
      }
      if (changes) {
        out.lload(place);
        if (width < 64) {
          out.loadConstant((-1L >>> 64 - width) << (bit & 63)).loadConstant(bit & 63);
          call(Types.VECTOR_CODE, "insert", "(JJJI)J");
        }
      }
    }
    forms.defineHalves(result);
  }

  void test(int pc, String shape, String operation) {
    int vector = code[pc + 2];
    int variable = flow.variable(code[pc + 1], I32);
    values.flushReaders(variable);
    boolean ints = shape.equals("I32X4");
    if (ints) {
      for (VectorForms.Lane lane : forms.ints(vector)) {
        forms.load(lane);
      }
    } else {
      forms.halves(vector);
      forms.half(vector, 0);
      forms.half(vector, 1);
    }
    switch (operation) {
      case "ANY_TRUE" -> call(Types.VECTOR_CODE, "anyTrue", "(JJ)I");
      case "ALL_TRUE" -> {
        if (ints) {
          call(Types.VECTOR_CODE, "allTrue", "(IIII)I");
        } else {
          out.loadConstant(VectorIntegers.signs(shape));
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
    values.store(variable);
  }

  void shift(int pc, String shape, String operation) {
    int result = code[pc + 1];
    int vector = code[pc + 2];
    Node distance = values.single(pc, 2);
    forms.ready(result);
    values.value(distance);
    VectorForms.Lane count = forms.lane(TypeKind.INT);
    count.users++;
    if (shape.equals("I32X4")) {
      VectorForms.Lane[] lanes = forms.ints(vector);
      forms.defineInts(
          result,
          lane -> {
            forms.load(lanes[lane]);
            forms.load(count);
            switch (operation) {
              case "SHL" -> out.ishl();
              case "SHR_S" -> out.ishr();
              default -> out.iushr();
            }
          });
    } else {
      forms.halves(vector);
      for (int which = 0; which < 2; which++) {
        forms.half(vector, which);
        forms.load(count);
        if (!shape.equals("I64X2")) {
          out.loadConstant(VectorIntegers.signs(shape));
          call(
              Types.SWAR, Objects.requireNonNull(VectorIntegers.BY_WIDTH.get(operation)), "(JIJ)J");
          continue;
        }
        switch (operation) {
          case "SHL" -> out.lshl();
          case "SHR_S" -> out.lshr();
          default -> out.lushr();
        }
      }
      forms.defineHalves(result);
    }
    forms.release(new VectorForms.Lane[] {count});
  }

  private void call(String owner, String name, String type) {
    out.invokestatic(owner, name, type);
  }
}
