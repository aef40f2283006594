package dev.heddle.wasm.fuzz;

import dev.heddle.wasm.V128;
import dev.heddle.wasm.module.Opcode;
import dev.heddle.wasm.module.VectorInstruction;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The vector instructions that do not access memory, lane by lane, as their names say. Lanes of
 * integers are computed as {@link BigInteger}, those of floating-point numbers by the scalar
 * instructions. The relaxed ones make the choices of the deterministic profile. Source: core
 * specification, sections 4.3.6 (vectors) and A.5 (profiles).
 */
class ReferenceVectors {

  private static final ReferenceNumerics SCALARS = new ReferenceNumerics();

  /** The bits of a lane for a comparison that holds. */
  private static final BigInteger ALL_ONES = BigInteger.ONE.negate();

  /**
   * The result of an instruction.
   *
   * @param lanes the indices of lanes that follow its opcode
   * @param operands {@link V128} and numbers, the lowest first
   */
  Object apply(VectorInstruction instruction, List<Integer> lanes, Object... operands) {
    String mnemonic = instruction.mnemonic();
    int dot = mnemonic.indexOf('.');
    Shape shape = Shape.of(mnemonic.substring(0, dot));
    String name = deterministic(mnemonic.substring(dot + 1));
    V128 first = operands[0] instanceof V128 vector ? vector : V128.ZERO;
    return switch (instruction.form()) {
      case SPLAT -> shape.pack(shape.each(i -> Shape.bits(operands[0])));
      case EXTRACT -> extract(shape, name, first, lanes.getFirst());
      case REPLACE -> {
        List<BigInteger> changed = new ArrayList<>(shape.unsigned(first));
        changed.set(lanes.getFirst(), Shape.bits(operands[1]));
        yield shape.pack(changed);
      }
      case SHUFFLE -> {
        Shape bytes = Shape.integers(8);
        List<BigInteger> both = new ArrayList<>(bytes.unsigned(first));
        both.addAll(bytes.unsigned((V128) operands[1]));
        yield bytes.pack(lanes.stream().map(both::get).toList());
      }
      case SHIFT -> {
        int count = (int) (Integer.toUnsignedLong((Integer) operands[1]) % shape.bits());
        yield name.equals("shl")
            ? unary(shape, first, false, lane -> lane.shiftLeft(count))
            : unary(shape, first, isSigned(name), lane -> lane.shiftRight(count));
      }
      case TEST -> test(shape, name, first);
      case UNARY -> shape.floating() ? floatUnary(shape, name, first) : unary(shape, name, first);
      case BINARY -> binary(shape, name, first, (V128) operands[1]);
      case TERNARY -> ternary(shape, name, first, (V128) operands[1], (V128) operands[2]);
      default -> throw new IllegalArgumentException("accesses memory: " + mnemonic);
    };
  }

  /** The operation that a relaxed one is in the deterministic profile, if that has a name. */
  private static String deterministic(String name) {
    return switch (name) {
      case "relaxed_swizzle" -> "swizzle";
      case "relaxed_laneselect" -> "bitselect";
      case "relaxed_min" -> "min";
      case "relaxed_max" -> "max";
      case "relaxed_q15mulr_s" -> "q15mulr_sat_s";
      default -> name.replace("relaxed_trunc", "trunc_sat");
    };
  }

  private static boolean isSigned(String name) {
    return name.endsWith("_s") || name.endsWith("_s_zero");
  }

  // ---- Integers

  private static V128 unary(
      Shape shape, V128 vector, boolean signed, UnaryOperator<BigInteger> lane) {
    return shape.pack(shape.integers(vector, signed).stream().map(lane).toList());
  }

  private static V128 binary(
      Shape shape, V128 a, V128 b, boolean signed, BinaryOperator<BigInteger> lane) {
    List<BigInteger> left = shape.integers(a, signed);
    List<BigInteger> right = shape.integers(b, signed);
    return shape.pack(shape.each(i -> lane.apply(left.get(i), right.get(i))));
  }

  private static Object extract(Shape shape, String name, V128 vector, int index) {
    if (shape.floating()) {
      return shape.floats(vector).get(index);
    }
    BigInteger lane = shape.integers(vector, isSigned(name)).get(index);
    return shape.bits() == 64 ? (Object) lane.longValue() : (Object) lane.intValue();
  }

  private static int test(Shape shape, String name, V128 vector) {
    List<BigInteger> lanes = shape.unsigned(vector);
    return switch (name) {
      case "any_true" -> lanes.stream().anyMatch(lane -> lane.signum() != 0) ? 1 : 0;
      case "all_true" -> lanes.stream().allMatch(lane -> lane.signum() != 0) ? 1 : 0;
      case "bitmask" -> {
        int mask = 0;
        for (int i = 0; i < lanes.size(); i++) {
          mask |= lanes.get(i).testBit(shape.bits() - 1) ? 1 << i : 0;
        }
        yield mask;
      }
      default -> throw unknown(name);
    };
  }

  private static V128 unary(Shape shape, String name, V128 vector) {
    if (name.startsWith("trunc_sat")) {
      return truncate(shape, name, vector);
    }
    if (name.startsWith("extend") || name.startsWith("extadd")) {
      return extend(shape, name, vector);
    }
    return switch (name) {
      case "not" -> unary(shape, vector, false, BigInteger::not);
      case "abs" -> unary(shape, vector, true, BigInteger::abs);
      case "neg" -> unary(shape, vector, true, BigInteger::negate);
      case "popcnt" -> unary(shape, vector, false, lane -> BigInteger.valueOf(lane.bitCount()));
      default -> throw unknown(name);
    };
  }

  /** The lanes of half the size that a name tells the half of. */
  private static List<BigInteger> half(Shape shape, String name, V128 vector) {
    Shape narrow = Shape.integers(shape.bits() / 2);
    List<BigInteger> lanes = narrow.integers(vector, isSigned(name));
    return name.contains("_low_")
        ? lanes.subList(0, shape.lanes())
        : lanes.subList(shape.lanes(), narrow.lanes());
  }

  private static V128 extend(Shape shape, String name, V128 vector) {
    if (name.startsWith("extend")) {
      return shape.pack(half(shape, name, vector));
    }
    Shape narrow = Shape.integers(shape.bits() / 2);
    return pairwise(shape, narrow.integers(vector, isSigned(name)));
  }

  /** The sums of neighbours. */
  private static V128 pairwise(Shape shape, List<BigInteger> lanes) {
    return shape.pack(shape.each(i -> lanes.get(2 * i).add(lanes.get(2 * i + 1))));
  }

  private V128 binary(Shape shape, String name, V128 a, V128 b) {
    if (shape.floating()) {
      return floatBinary(shape, name, a, b);
    }
    if (name.startsWith("narrow")) {
      Shape wide = Shape.integers(shape.bits() * 2);
      List<BigInteger> lanes = new ArrayList<>(wide.signed(a));
      lanes.addAll(wide.signed(b));
      return shape.pack(lanes.stream().map(lane -> saturate(shape, isSigned(name), lane)).toList());
    }
    if (name.startsWith("extmul")) {
      List<BigInteger> left = half(shape, name, a);
      List<BigInteger> right = half(shape, name, b);
      return shape.pack(shape.each(i -> left.get(i).multiply(right.get(i))));
    }
    if (name.startsWith("dot") || name.startsWith("relaxed_dot")) {
      Shape narrow = Shape.integers(shape.bits() / 2);
      List<BigInteger> left = narrow.signed(a);
      List<BigInteger> right = narrow.signed(b);
      List<BigInteger> products = narrow.each(i -> left.get(i).multiply(right.get(i)));
      return name.startsWith("dot")
          ? pairwise(shape, products)
          : shape.pack(
              shape.each(
                  i -> saturate(shape, true, products.get(2 * i).add(products.get(2 * i + 1)))));
    }
    if (name.equals("swizzle")) {
      List<BigInteger> values = shape.unsigned(a);
      List<BigInteger> indices = shape.unsigned(b);
      return shape.pack(
          shape.each(i -> {
            int index = indices.get(i).intValue();
            return index < shape.lanes() ? values.get(index) : BigInteger.ZERO;
          }));
    }
    return binary(shape, a, b, isSigned(name), operation(shape, name));
  }

  private static BinaryOperator<BigInteger> operation(Shape shape, String name) {
    boolean signed = isSigned(name);
    String unsuffixed = name.replaceFirst("_[su]$", "");
    return switch (unsuffixed) {
      case "and" -> BigInteger::and;
      case "andnot" -> BigInteger::andNot;
      case "or" -> BigInteger::or;
      case "xor" -> BigInteger::xor;
      case "add" -> BigInteger::add;
      case "sub" -> BigInteger::subtract;
      case "mul" -> BigInteger::multiply;
      case "add_sat" -> (a, b) -> saturate(shape, signed, a.add(b));
      case "sub_sat" -> (a, b) -> saturate(shape, signed, a.subtract(b));
      case "min" -> BigInteger::min;
      case "max" -> BigInteger::max;
      case "avgr" -> (a, b) -> a.add(b).add(BigInteger.ONE).shiftRight(1);
      case "q15mulr_sat" ->
          (a, b) -> saturate(shape, true, a.multiply(b).add(BigInteger.TWO.pow(14)).shiftRight(15));
      case "eq" -> (a, b) -> mask(a.equals(b));
      case "ne" -> (a, b) -> mask(!a.equals(b));
      case "lt" -> (a, b) -> mask(a.compareTo(b) < 0);
      case "gt" -> (a, b) -> mask(a.compareTo(b) > 0);
      case "le" -> (a, b) -> mask(a.compareTo(b) <= 0);
      case "ge" -> (a, b) -> mask(a.compareTo(b) >= 0);
      default -> throw unknown(name);
    };
  }

  private static BigInteger mask(boolean holds) {
    return holds ? ALL_ONES : BigInteger.ZERO;
  }

  private static BigInteger saturate(Shape shape, boolean signed, BigInteger value) {
    int bits = signed ? shape.bits() - 1 : shape.bits();
    BigInteger least = signed ? BigInteger.TWO.pow(bits).negate() : BigInteger.ZERO;
    BigInteger most = BigInteger.TWO.pow(bits).subtract(BigInteger.ONE);
    return value.max(least).min(most);
  }

  private V128 ternary(Shape shape, String name, V128 a, V128 b, V128 c) {
    return switch (name) {
      case "bitselect" -> {
        Shape all = Shape.integers(1);
        List<BigInteger> chosen = all.unsigned(a);
        List<BigInteger> other = all.unsigned(b);
        List<BigInteger> mask = all.unsigned(c);
        yield all.pack(all.each(i -> mask.get(i).signum() != 0 ? chosen.get(i) : other.get(i)));
      }
      case "relaxed_dot_i8x16_i7x16_add_s" -> {
        Shape half = Shape.integers(shape.bits() / 2);
        V128 dots = binary(half, "relaxed_dot_i8x16_i7x16_s", a, b);
        yield binary(shape, "add", pairwise(shape, half.signed(dots)), c);
      }
      case "relaxed_madd" -> floatBinary(shape, "add", floatBinary(shape, "mul", a, b), c);
      case "relaxed_nmadd" ->
          floatBinary(shape, "add", floatBinary(shape, "mul", floatUnary(shape, "neg", a), b), c);
      default -> throw unknown(name);
    };
  }

  // ---- Floating-point numbers

  private static V128 floats(Shape shape, Function<Integer, Object> lane) {
    return shape.packFloats(shape.each(lane::apply));
  }

  /** Lanes of 32 bits; those that the operand has none for are zero. */
  private static V128 truncate(Shape shape, String name, V128 vector) {
    Shape from = new Shape(true, name.contains("f64") ? 64 : 32);
    int opcode =
        from.bits() == 64
            ? isSigned(name) ? Opcode.I32_TRUNC_SAT_F64_S : Opcode.I32_TRUNC_SAT_F64_U
            : isSigned(name) ? Opcode.I32_TRUNC_SAT_F32_S : Opcode.I32_TRUNC_SAT_F32_U;
    List<Object> lanes = from.floats(vector);
    return shape.pack(
        shape.each(i ->
            i < lanes.size() ? Shape.bits(SCALARS.apply(opcode, lanes.get(i))) : BigInteger.ZERO));
  }

  private static V128 floatUnary(Shape shape, String name, V128 vector) {
    boolean single = shape.bits() == 32;
    int opcode =
        switch (name) {
          case "abs" -> single ? Opcode.F32_ABS : Opcode.F64_ABS;
          case "neg" -> single ? Opcode.F32_NEG : Opcode.F64_NEG;
          case "sqrt" -> single ? Opcode.F32_SQRT : Opcode.F64_SQRT;
          case "ceil" -> single ? Opcode.F32_CEIL : Opcode.F64_CEIL;
          case "floor" -> single ? Opcode.F32_FLOOR : Opcode.F64_FLOOR;
          case "trunc" -> single ? Opcode.F32_TRUNC : Opcode.F64_TRUNC;
          case "nearest" -> single ? Opcode.F32_NEAREST : Opcode.F64_NEAREST;
          case "convert_i32x4_s" -> Opcode.F32_CONVERT_I32_S;
          case "convert_i32x4_u" -> Opcode.F32_CONVERT_I32_U;
          case "convert_low_i32x4_s" -> Opcode.F64_CONVERT_I32_S;
          case "convert_low_i32x4_u" -> Opcode.F64_CONVERT_I32_U;
          case "demote_f64x2_zero" -> Opcode.F32_DEMOTE_F64;
          case "promote_low_f32x4" -> Opcode.F64_PROMOTE_F32;
          default -> throw unknown(name);
        };
    List<Object> lanes =
        name.startsWith("convert")
            ? Shape.integers(32).signed(vector).stream().map(i -> (Object) i.intValue()).toList()
            : name.startsWith("demote")
                ? new Shape(true, 64).floats(vector)
                : name.startsWith("promote")
                    ? new Shape(true, 32).floats(vector)
                    : shape.floats(vector);
    return floats(shape, i -> i < lanes.size() ? SCALARS.apply(opcode, lanes.get(i)) : (Object) 0f);
  }

  private static V128 floatBinary(Shape shape, String name, V128 a, V128 b) {
    List<Object> left = shape.floats(a);
    List<Object> right = shape.floats(b);
    boolean single = shape.bits() == 32;
    BiFunction<Integer, Integer, BinaryOperator<Object>> scalar =
        (f32, f64) -> (x, y) -> SCALARS.apply(single ? f32 : f64, x, y);
    BinaryOperator<Object> less = scalar.apply(Opcode.F32_LT, Opcode.F64_LT);
    return switch (name) {
      case "pmin" ->
          floats(
              shape,
              i -> less.apply(right.get(i), left.get(i)).equals(1) ? right.get(i) : left.get(i));
      case "pmax" ->
          floats(
              shape,
              i -> less.apply(left.get(i), right.get(i)).equals(1) ? right.get(i) : left.get(i));
      case "eq", "ne", "lt", "gt", "le", "ge" -> {
        BinaryOperator<Object> comparison =
            switch (name) {
              case "eq" -> scalar.apply(Opcode.F32_EQ, Opcode.F64_EQ);
              case "ne" -> scalar.apply(Opcode.F32_NE, Opcode.F64_NE);
              case "lt" -> less;
              case "gt" -> scalar.apply(Opcode.F32_GT, Opcode.F64_GT);
              case "le" -> scalar.apply(Opcode.F32_LE, Opcode.F64_LE);
              default -> scalar.apply(Opcode.F32_GE, Opcode.F64_GE);
            };
        yield shape.pack(
            shape.each(i -> mask(comparison.apply(left.get(i), right.get(i)).equals(1))));
      }
      default -> {
        BinaryOperator<Object> operation =
            switch (name) {
              case "add" -> scalar.apply(Opcode.F32_ADD, Opcode.F64_ADD);
              case "sub" -> scalar.apply(Opcode.F32_SUB, Opcode.F64_SUB);
              case "mul" -> scalar.apply(Opcode.F32_MUL, Opcode.F64_MUL);
              case "div" -> scalar.apply(Opcode.F32_DIV, Opcode.F64_DIV);
              case "min" -> scalar.apply(Opcode.F32_MIN, Opcode.F64_MIN);
              case "max" -> scalar.apply(Opcode.F32_MAX, Opcode.F64_MAX);
              default -> throw unknown(name);
            };
        yield floats(shape, i -> operation.apply(left.get(i), right.get(i)));
      }
    };
  }

  private static IllegalArgumentException unknown(String name) {
    return new IllegalArgumentException("no vector instruction: " + name);
  }
}
