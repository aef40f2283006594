package dev.heddle.wasm.compile;

import static dev.heddle.wasm.compile.Form.*;

import dev.heddle.wasm.bytecode.CodeWriter;
import dev.heddle.wasm.bytecode.TypeKind;
import dev.heddle.wasm.module.VectorInstruction;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Writes what vector instructions become where the JVM has the Vector API: calls of it, which
 * HotSpot makes instructions of the machine. All of them are written out, as HotSpot inlines
 * methods of others only up to a bound that a few of these calls exceed.
 *
 * <p>Not thread-safe.
 */
final class ApiOperations {

  /** What an instruction works on. */
  interface Operands {

    /** Leaves the {@code i}-th vector on the operand stack, in a form. */
    void vector(int i, Form form);

    /** Whether the {@code i}-th vector is there in a form. */
    boolean isIn(int i, Form form);

    /** The form with lanes in which the {@code i}-th vector is there best. */
    Form lanes(int i);

    /** Leaves the number that it works on on the operand stack. */
    void number();

    /** Leaves a constant vector on the operand stack, as bytes. */
    void constant(long low, long high);
  }

  private static final String PACKAGE = "Ljdk/incubator/vector/";
  private static final String VECTOR = PACKAGE + "Vector;";
  private static final String SPECIES = PACKAGE + "VectorSpecies;";
  private static final String MASK = PACKAGE + "VectorMask;";
  private static final String OPERATORS = PACKAGE + "VectorOperators;";
  private static final String UNARY = PACKAGE + "VectorOperators$Unary;";
  private static final String BINARY = PACKAGE + "VectorOperators$Binary;";
  private static final String ASSOCIATIVE = PACKAGE + "VectorOperators$Associative;";
  private static final String COMPARISON = PACKAGE + "VectorOperators$Comparison;";
  private static final String CONVERSION = PACKAGE + "VectorOperators$Conversion;";

  private static final Set<String> ASSOCIATIVES =
      Set.of("ADD", "MUL", "AND", "OR", "XOR", "MIN", "MAX", "UMIN", "UMAX");

  /** Operators by what instructions on lanes of integers are called. */
  private static final Map<String, String> OPERATOR =
      Map.ofEntries(
          Map.entry("ADD", "ADD"),
          Map.entry("SUB", "SUB"),
          Map.entry("MUL", "MUL"),
          Map.entry("DIV", "DIV"),
          Map.entry("MIN_S", "MIN"),
          Map.entry("MIN_U", "UMIN"),
          Map.entry("MAX_S", "MAX"),
          Map.entry("MAX_U", "UMAX"),
          Map.entry("ADD_SAT_S", "SADD"),
          Map.entry("ADD_SAT_U", "SUADD"),
          Map.entry("SUB_SAT_S", "SSUB"),
          Map.entry("SUB_SAT_U", "SUSUB"),
          Map.entry("ABS", "ABS"),
          Map.entry("NEG", "NEG"),
          Map.entry("SQRT", "SQRT"),
          Map.entry("POPCNT", "BIT_COUNT"),
          Map.entry("SHL", "LSHL"),
          Map.entry("SHR_S", "ASHR"),
          Map.entry("SHR_U", "LSHR"));

  private static final Map<String, String> COMPARISONS =
      Map.ofEntries(
          Map.entry("EQ", "EQ"),
          Map.entry("NE", "NE"),
          Map.entry("LT", "LT"),
          Map.entry("LE", "LE"),
          Map.entry("GT", "GT"),
          Map.entry("GE", "GE"),
          Map.entry("LT_S", "LT"),
          Map.entry("LE_S", "LE"),
          Map.entry("GT_S", "GT"),
          Map.entry("GE_S", "GE"),
          Map.entry("LT_U", "ULT"),
          Map.entry("LE_U", "ULE"),
          Map.entry("GT_U", "UGT"),
          Map.entry("GE_U", "UGE"));

  private final CodeWriter out;

  /** Where values are for a moment, by numbers; -1 for those that have not been needed. */
  private final int[] places = {-1, -1, -1, -1, -1, -1};

  /** The one for masks whose form changes: this may happen wherever a vector is loaded. */
  private static final int CHANGING = 5;

  private int lowPlace = -1;
  private int highPlace = -1;
  private int doublePlace = -1;

  ApiOperations(CodeWriter out) {
    this.out = out;
  }

  // ---- Calls of the Vector API; what they work on is on the operand stack

  private void invoke(String owner, String name, String type) {
    out.invokevirtual(owner, name, type);
  }

  private void invokeStatic(String owner, String name, String type) {
    out.invokestatic(owner, name, type);
  }

  private void operator(String name) {
    out.getstatic(OPERATORS, name, ASSOCIATIVES.contains(name) ? ASSOCIATIVE : BINARY);
  }

  private void species(Form form) {
    out.getstatic(form.vector, "SPECIES_128", SPECIES);
  }

  private void unary(Form form, String name) {
    out.getstatic(OPERATORS, name, UNARY);
    invoke(form.vector, "lanewise", "(" + UNARY + ")" + form.vector);
  }

  /** Combines the vector on the operand stack with one that is yet to be loaded. */
  private void binary(Form form, String name, Runnable other) {
    operator(name);
    other.run();
    invoke(form.vector, "lanewise", "(" + BINARY + VECTOR + ")" + form.vector);
  }

  private void binary(Form form, String name, int place) {
    binary(form, name, () -> out.aload(place));
  }

  /** Combines the vector on the operand stack with a number, the same in all lanes. */
  private void withNumber(Form form, String name, long number) {
    operator(name);
    if (form == LONGS) {
      out.loadConstant(number);
    } else {
      out.loadConstant((int) number);
    }
    invoke(form.vector, "lanewise", "(" + BINARY + form.lane + ")" + form.vector);
  }

  private void compare(Form form, String name, Runnable other) {
    out.getstatic(OPERATORS, name, COMPARISON);
    other.run();
    invoke(form.vector, "compare", "(" + COMPARISON + VECTOR + ")" + MASK);
  }

  void compareWithZero(Form form, String name) {
    out.getstatic(OPERATORS, name, COMPARISON);
    out.iconst_0();
    invoke(form.vector, "compare", "(" + COMPARISON + form.lane + ")" + MASK);
  }

  /** Replaces lanes of the vector on the operand stack by those of another, where a mask is set. */
  private void blend(Form form, Runnable other, Runnable mask) {
    other.run();
    mask.run();
    invoke(form.vector, "blend", "(" + VECTOR + MASK + ")" + form.vector);
  }

  /** Makes a vector of the number on the operand stack, in all its lanes. */
  void broadcast(Form form) {
    if (form == LONGS) {
      int place = lowPlace();
      out.lstore(place);
      species(form);
      out.lload(place);
    } else {
      species(form);
      out.swap();
    }
    invokeStatic(form.vector, "broadcast", "(" + SPECIES + form.lane + ")" + form.vector);
  }

  void zero(Form form) {
    species(form);
    invokeStatic(form.vector, "zero", "(" + SPECIES + ")" + form.vector);
  }

  /** Makes a vector of the two halves on the operand stack. */
  void ofHalves() {
    if (highPlace < 0) {
      highPlace = out.allocateLocal(TypeKind.LONG);
    }
    out.lstore(highPlace);
    broadcast(LONGS);
    out.iconst_1().lload(highPlace);
    withLane(LONGS);
  }

  /** Makes a vector with the half on the operand stack, and zero as the upper one. */
  void ofLowHalf() {
    int place = lowPlace();
    out.lstore(place);
    zero(LONGS);
    out.iconst_0().lload(place);
    withLane(LONGS);
  }

  private int lowPlace() {
    if (lowPlace < 0) {
      lowPlace = out.allocateLocal(TypeKind.LONG);
    }
    return lowPlace;
  }

  /** Leaves half of the vector of longs on the operand stack there. */
  void half(int which) {
    out.loadConstant(which);
    invoke(LONGS.vector, "lane", "(I)J");
  }

  private void withLane(Form form) {
    invoke(form.vector, "withLane", "(I" + form.lane + ")" + form.vector);
  }

  private void convert(String name, Form to) {
    out.getstatic(OPERATORS, name, CONVERSION);
    species(to);
    out.iconst_0();
    invoke(VECTOR, "convertShape", "(" + CONVERSION + SPECIES + "I)" + VECTOR);
    out.checkcast(to.vector);
  }

  /** Changes the form of what is on the operand stack. */
  void change(Form from, Form to) {
    Form lanes = from.lanes();
    if (from.isMask) {
      int place = stored(CHANGING);
      zero(lanes);
      out.loadConstant(-1L).aload(place);
      invoke(lanes.vector, "blend", "(J" + MASK + ")" + lanes.vector);
    }
    if (lanes != to) {
      invoke(lanes.vector, to.reinterpretation(), "()" + to.vector);
    }
  }

  /** Puts what is on the operand stack into a variable. */
  private int stored(int number) {
    if (places[number] < 0) {
      places[number] = out.allocateLocal(TypeKind.REFERENCE);
    }
    out.astore(places[number]);
    return places[number];
  }

  // ---- Memory: the segment and the address are on the operand stack

  /** Reads a vector, of bytes. */
  void load(Runnable segmentAndAddress, Runnable line) {
    species(BYTES);
    segmentAndAddress.run();
    out.getstatic(Types.BYTE_ORDER, "LITTLE_ENDIAN", Types.BYTE_ORDER);
    line.run();
    invokeStatic(
        BYTES.vector,
        "fromMemorySegment",
        "(" + SPECIES + Types.SEGMENT + "J" + Types.BYTE_ORDER + ")" + BYTES.vector);
  }

  /** Writes the vector of bytes that is on the operand stack. */
  void store(Runnable segmentAndAddress, Runnable line) {
    segmentAndAddress.run();
    out.getstatic(Types.BYTE_ORDER, "LITTLE_ENDIAN", Types.BYTE_ORDER);
    line.run();
    invoke(BYTES.vector, "intoMemorySegment", "(" + Types.SEGMENT + "J" + Types.BYTE_ORDER + ")V");
  }

  /** Makes a vector of a number of so many bytes that has been read, as its instruction says. */
  Form ofNumber(int size, String name) {
    if (name.endsWith("_SPLAT")) {
      Form form = Form.ofSize(size);
      broadcast(form);
      return form;
    }
    if (size == 4) {
      out.i2l().loadConstant(0xffff_ffffL).land();
    }
    ofLowHalf();
    if (name.endsWith("_ZERO")) {
      return LONGS;
    }
    Form form = name.contains("8X8") ? SHORTS : name.contains("16X4") ? INTS : LONGS;
    change(LONGS, form == SHORTS ? BYTES : form == INTS ? SHORTS : INTS);
    extend(form, name.endsWith("_S"));
    return form;
  }

  // ---- Instructions

  private static IllegalStateException unknown(String name) {
    return new IllegalStateException("unknown vector instruction " + name);
  }

  /**
   * Writes an instruction that has vectors, and numbers, as operands, and a vector as result.
   *
   * @return the form of what is on the operand stack
   */
  Form arithmetic(VectorInstruction.Form kind, String name, Operands in) {
    int at = name.indexOf('_');
    String shape = name.substring(0, at);
    String operation = name.substring(at + 1);
    if (shape.equals("V128")) {
      return bits(operation, in);
    }
    Form form = Form.ofShape(shape);
    String comparison = COMPARISONS.get(operation);
    if (kind == VectorInstruction.Form.BINARY && comparison != null) {
      if (form == LONGS) {
        compareLongs(comparison, in);
        return LONGS;
      }
      if (form == DOUBLES) {
        compareDoubles(comparison, in);
        return LONGS;
      }
      in.vector(0, form);
      compare(form, comparison, () -> in.vector(1, form));
      if (form == FLOATS) {
        species(form.integers());
        invoke(MASK, "cast", "(" + SPECIES + ")" + MASK);
      }
      return form.mask();
    }
    if (form == FLOATS || form == DOUBLES) {
      return floats(form, operation, in);
    }
    return integers(form, operation, in);
  }

  /** Spreads the highest bit over lanes in which it says whether a comparison holds. */
  private void compareLongs(String comparison, Operands in) {
    boolean equality = comparison.equals("EQ") || comparison.equals("NE");
    boolean swapped = comparison.equals("GT") || comparison.equals("LE");
    in.vector(swapped ? 1 : 0, LONGS);
    int first = stored(0);
    in.vector(swapped ? 0 : 1, LONGS);
    int second = stored(1);
    out.aload(first);
    if (equality) {
      binary(LONGS, "XOR", second);
      highBitIfNotZero(LONGS);
    } else {
      // the sign of the difference, unless that overflows
      binary(LONGS, "SUB", second);
      int difference = stored(2);
      out.aload(first);
      binary(LONGS, "XOR", second);
      binary(
          LONGS,
          "AND",
          () -> {
            out.aload(difference);
            binary(LONGS, "XOR", first);
          });
      binary(LONGS, "XOR", difference);
    }
    withNumber(LONGS, "ASHR", 63);
    if (comparison.equals("EQ") || comparison.endsWith("E") && !equality) {
      withNumber(LONGS, "XOR", -1);
    }
  }

  private void highBitIfNotZero(Form form) {
    int place = stored(2);
    out.aload(place);
    unary(form, "NEG");
    binary(form, "OR", place);
  }

  private void compareDoubles(String comparison, Operands in) {
    boolean swapped = comparison.startsWith("G");
    String method =
        switch (comparison) {
          case "EQ", "NE" -> "equal";
          case "LT", "GT" -> "less";
          default -> "lessOrEqual";
        };
    for (int which = 0; which < 2; which++) {
      lane(DOUBLES, which, in, swapped ? 1 : 0);
      lane(DOUBLES, which, in, swapped ? 0 : 1);
      invokeStatic(Types.VECTOR_CODE, method, "(DD)J");
      if (comparison.equals("NE")) {
        out.loadConstant(-1L).lxor();
      }
    }
    ofHalves();
  }

  private void lane(Form form, int lane, Operands in, int i) {
    in.vector(i, form);
    out.loadConstant(lane);
    invoke(form.vector, "lane", "(I)" + form.lane);
  }

  private Form bits(String operation, Operands in) {
    int operands =
        switch (operation) {
          case "NOT" -> 1;
          case "BITSELECT" -> 3;
          default -> 2;
        };
    Form form = in.lanes(0).integers();
    switch (operation) {
      case "NOT" -> {
        in.vector(0, form);
        withNumber(form, "XOR", -1);
      }
      case "BITSELECT" -> {
        for (Form mask : new Form[] {BYTE_MASK, SHORT_MASK, INT_MASK}) {
          if (in.isIn(2, mask)) {
            Form lanes = mask.lanes();
            in.vector(1, lanes);
            blend(lanes, () -> in.vector(0, lanes), () -> in.vector(2, mask));
            return lanes;
          }
        }
        in.vector(1, form);
        int second = stored(0);
        out.aload(second);
        binary(form, "XOR", () -> in.vector(0, form));
        binary(form, "AND", () -> in.vector(2, form));
        binary(form, "XOR", second);
      }
      case "ANDNOT" -> {
        in.vector(1, form);
        withNumber(form, "XOR", -1);
        binary(form, "AND", () -> in.vector(0, form));
      }
      default -> {
        for (Form mask : new Form[] {BYTE_MASK, SHORT_MASK, INT_MASK}) {
          if (in.isIn(0, mask) && in.isIn(operands - 1, mask)) {
            in.vector(0, mask);
            in.vector(1, mask);
            invoke(MASK, operation.toLowerCase(Locale.ROOT), "(" + MASK + ")" + MASK);
            return mask;
          }
        }
        in.vector(0, form);
        binary(form, operation, () -> in.vector(1, form));
      }
    }
    return form;
  }

  private Form integers(Form form, String operation, Operands in) {
    switch (operation) {
      case "ABS", "NEG", "POPCNT" -> {
        in.vector(0, form);
        unary(form, operator(operation, form));
      }
      case "AVGR_U" -> {
        // a | b is too large by half of the difference
        in.vector(0, form);
        binary(form, "OR", () -> in.vector(1, form));
        binary(
            form,
            "SUB",
            () -> {
              in.vector(0, form);
              binary(form, "XOR", () -> in.vector(1, form));
              withNumber(form, "LSHR", 1);
            });
      }
      case "SWIZZLE" -> {
        in.vector(1, BYTES);
        int lanes = stored(0);
        out.aload(lanes);
        withNumber(BYTES, "AND", 15);
        in.vector(0, BYTES);
        invoke(BYTES.vector, "selectFrom", "(" + VECTOR + ")" + BYTES.vector);
        blend(
            BYTES,
            () -> zero(BYTES),
            () -> {
              out.aload(lanes).getstatic(OPERATORS, "UGT", COMPARISON).loadConstant(15);
              invoke(BYTES.vector, "compare", "(" + COMPARISON + BYTES.lane + ")" + MASK);
            });
      }
      case "Q15MULR_SAT_S" -> {
        product(in, false);
        int even = stored(2);
        product(in, true);
        withNumber(INTS, "LSHL", 16);
        int odd = stored(1);
        out.aload(even);
        withNumber(INTS, "AND", 0xffff);
        binary(INTS, "OR", odd);
        return INTS;
      }
      case "DOT_I16X8_S" -> {
        evenLanes(INTS, in, 0);
        binary(INTS, "MUL", () -> evenLanes(INTS, in, 1));
        binary(
            INTS,
            "ADD",
            () -> {
              oddLanes(INTS, in, 0);
              binary(INTS, "MUL", () -> oddLanes(INTS, in, 1));
            });
      }
      case "DOT_I8X16_I7X16_S" -> dotBytes(in);
      case "DOT_I8X16_I7X16_ADD_S" -> {
        dotBytes(in);
        change(SHORTS, INTS);
        int pairs = stored(0);
        out.aload(pairs);
        withNumber(INTS, "LSHL", 16);
        withNumber(INTS, "ASHR", 16);
        binary(
            INTS,
            "ADD",
            () -> {
              out.aload(pairs);
              withNumber(INTS, "ASHR", 16);
            });
        binary(INTS, "ADD", () -> in.vector(2, INTS));
      }
      case "TRUNC_SAT_F32X4_S" -> {
        in.vector(0, FLOATS);
        convert("F2I", INTS);
      }
      case "TRUNC_SAT_F32X4_U" -> truncateUnsigned(in);
      case "TRUNC_SAT_F64X2_S_ZERO", "TRUNC_SAT_F64X2_U_ZERO" -> {
        zero(INTS);
        for (int lane = 0; lane < 2; lane++) {
          out.loadConstant(lane);
          lane(DOUBLES, lane, in, 0);
          if (operation.endsWith("S_ZERO")) {
            out.d2i();
          } else {
            invokeStatic(Types.SUPPORT, "i32TruncSatU", "(D)I");
          }
          withLane(INTS);
        }
      }
      default -> {
        if (operation.startsWith("EXTEND_")) {
          extended(form, operation, in, 0);
        } else if (operation.startsWith("EXTMUL_")) {
          extended(form, operation, in, 0);
          binary(form, "MUL", () -> extended(form, operation, in, 1));
        } else if (operation.startsWith("EXTADD_")) {
          addPairs(form, operation.endsWith("_S"), in);
        } else if (operation.startsWith("NARROW_")) {
          narrow(form, operation.endsWith("_S"), in);
          return BYTES;
        } else {
          in.vector(0, form);
          binary(form, operator(operation, form), () -> in.vector(1, form));
        }
      }
    }
    return form;
  }

  private static String operator(String operation, Form form) {
    String operator = OPERATOR.get(operation);
    if (operator == null) {
      throw unknown(operation + " of " + form);
    }
    return operator;
  }

  /** Leaves lanes of twice the width that have the even lanes of a vector, with their signs. */
  private void evenLanes(Form form, Operands in, int i) {
    in.vector(i, form);
    withNumber(form, "LSHL", form.width / 2);
    withNumber(form, "ASHR", form.width / 2);
  }

  private void oddLanes(Form form, Operands in, int i) {
    in.vector(i, form);
    withNumber(form, "ASHR", form.width / 2);
  }

  /** Leaves products of every other lane of 16 bits, rounded by 15 bits, as lanes of 32 bits. */
  private void product(Operands in, boolean odd) {
    if (odd) {
      oddLanes(INTS, in, 0);
      binary(INTS, "MUL", () -> oddLanes(INTS, in, 1));
    } else {
      evenLanes(INTS, in, 0);
      binary(INTS, "MUL", () -> evenLanes(INTS, in, 1));
    }
    withNumber(INTS, "ADD", 0x4000);
    withNumber(INTS, "ASHR", 15);
    withNumber(INTS, "MIN", Short.MAX_VALUE);
  }

  /** Leaves products of bytes, neighbouring ones added, as lanes of 16 bits that saturate. */
  private void dotBytes(Operands in) {
    evenLanes(SHORTS, in, 0);
    binary(SHORTS, "MUL", () -> evenLanes(SHORTS, in, 1));
    binary(
        SHORTS,
        "SADD",
        () -> {
          oddLanes(SHORTS, in, 0);
          binary(SHORTS, "MUL", () -> oddLanes(SHORTS, in, 1));
        });
  }

  private void addPairs(Form form, boolean signed, Operands in) {
    if (signed) {
      evenLanes(form, in, 0);
      binary(form, "ADD", () -> oddLanes(form, in, 0));
      return;
    }
    in.vector(0, form);
    withNumber(form, "AND", (1L << form.width / 2) - 1);
    binary(
        form,
        "ADD",
        () -> {
          in.vector(0, form);
          withNumber(form, "LSHR", form.width / 2);
        });
  }

  private void extended(Form form, String operation, Operands in, int i) {
    Form from = form == SHORTS ? BYTES : form == INTS ? SHORTS : INTS;
    in.vector(i, BYTES);
    if (operation.contains("_HIGH_")) {
      int vector = stored(0);
      in.constant(0x0f0e_0d0c_0b0a_0908L, 0x0f0e_0d0c_0b0a_0908L);
      out.aload(vector);
      invoke(BYTES.vector, "selectFrom", "(" + VECTOR + ")" + BYTES.vector);
    }
    if (from != BYTES) {
      change(BYTES, from);
    }
    extend(form, operation.endsWith("_S"));
  }

  /** Extends the low lanes of the vector on the operand stack. */
  void extend(Form form, boolean signed) {
    String name =
        switch (form) {
          case SHORTS -> "B2S";
          case INTS -> "S2I";
          default -> "I2L";
        };
    convert(signed ? name : "ZERO_EXTEND_" + name, form);
  }

  private void narrow(Form form, boolean signed, Operands in) {
    Form from = form == BYTES ? SHORTS : INTS;
    long least = signed ? -1L << form.width - 1 : 0;
    long most = signed ? ~least : (1L << form.width) - 1;
    // takes the lower halves of the lanes
    if (form == BYTES) {
      in.constant(0x0e0c_0a08_0604_0200L, 0x1e1c_1a18_1614_1210L);
    } else {
      in.constant(0x0d0c_0908_0504_0100L, 0x1d1c_1918_1514_1110L);
    }
    for (int i = 0; i < 2; i++) {
      in.vector(i, from);
      withNumber(from, "MAX", least);
      withNumber(from, "MIN", most);
      change(from, BYTES);
    }
    invoke(BYTES.vector, "selectFrom", "(" + VECTOR + VECTOR + ")" + BYTES.vector);
  }

  private void truncateUnsigned(Operands in) {
    // what an int cannot hold is converted without its highest bit
    in.vector(0, FLOATS);
    int value = stored(0);
    species(FLOATS);
    out.loadConstant(0x1p31f);
    invokeStatic(FLOATS.vector, "broadcast", "(" + SPECIES + FLOATS.lane + ")" + FLOATS.vector);
    int bound = stored(1);
    out.aload(value);
    compare(FLOATS, "GE", () -> out.aload(bound));
    int large = stored(2);
    out.aload(value);
    blend(
        FLOATS,
        () -> {
          out.aload(value);
          binary(FLOATS, "SUB", bound);
        },
        () -> out.aload(large));
    convert("F2I", INTS);
    withNumber(INTS, "MAX", 0);
    int number = stored(3);
    out.aload(number);
    blend(
        INTS,
        () -> {
          out.aload(number);
          withNumber(INTS, "XOR", Integer.MIN_VALUE);
        },
        () -> {
          out.aload(large);
          species(INTS);
          invoke(MASK, "cast", "(" + SPECIES + ")" + MASK);
        });
  }

  // ---- Lanes of floating-point numbers

  private Form floats(Form form, String operation, Operands in) {
    Form integers = form.integers();
    switch (operation) {
      case "ABS" -> {
        in.vector(0, integers);
        withNumber(integers, "AND", form == FLOATS ? Integer.MAX_VALUE : Long.MAX_VALUE);
        return integers;
      }
      case "NEG" -> {
        in.vector(0, integers);
        withNumber(integers, "XOR", sign(form));
        return integers;
      }
      case "SQRT" -> {
        in.vector(0, form);
        unary(form, "SQRT");
      }
      case "ADD", "SUB", "MUL", "DIV" -> {
        in.vector(0, form);
        binary(form, operation, () -> in.vector(1, form));
      }
      case "PMIN", "PMAX", "MIN", "MAX", "CEIL", "FLOOR", "TRUNC", "NEAREST" -> {
        if (form == DOUBLES) {
          doubles(operation, in);
        } else if (operation.startsWith("P")) {
          pseudo(operation, in);
        } else if (operation.startsWith("M")) {
          extremum(operation.equals("MIN"), in);
        } else {
          round(operation, in);
        }
      }
      case "MADD", "NMADD" -> {
        if (operation.equals("MADD")) {
          in.vector(0, form);
        } else {
          in.vector(0, integers);
          withNumber(integers, "XOR", sign(form));
          change(integers, form);
        }
        binary(form, "MUL", () -> in.vector(1, form));
        binary(form, "ADD", () -> in.vector(2, form));
      }
      case "CONVERT_I32X4_S" -> {
        in.vector(0, INTS);
        convert("I2F", FLOATS);
      }
      case "CONVERT_I32X4_U" -> {
        // both halves are exact: the sum is what is rounded
        in.vector(0, INTS);
        withNumber(INTS, "LSHR", 16);
        convert("I2F", FLOATS);
        operator("MUL");
        out.loadConstant(0x1p16f);
        invoke(FLOATS.vector, "lanewise", "(" + BINARY + FLOATS.lane + ")" + FLOATS.vector);
        binary(
            FLOATS,
            "ADD",
            () -> {
              in.vector(0, INTS);
              withNumber(INTS, "AND", 0xffff);
              convert("I2F", FLOATS);
            });
      }
      case "DEMOTE_F64X2_ZERO" -> {
        in.vector(0, DOUBLES);
        convert("D2F", FLOATS);
      }
      case "PROMOTE_LOW_F32X4" -> {
        in.vector(0, FLOATS);
        convert("F2D", DOUBLES);
      }
      case "CONVERT_LOW_I32X4_S" -> {
        in.vector(0, INTS);
        convert("I2D", DOUBLES);
      }
      case "CONVERT_LOW_I32X4_U" -> {
        in.vector(0, INTS);
        extend(LONGS, false);
        int numbers = stored(0);
        for (int which = 0; which < 2; which++) {
          out.aload(numbers);
          half(which);
          out.l2d();
        }
        ofDoubles();
      }
      default -> throw unknown(operation + " of " + form);
    }
    return form;
  }

  private static long sign(Form form) {
    return form == FLOATS ? Integer.MIN_VALUE : Long.MIN_VALUE;
  }

  /** Has an operation done with each of the two numbers. */
  private void doubles(String operation, Operands in) {
    boolean unary = operation.length() > 4 || operation.equals("CEIL");
    for (int which = 0; which < 2; which++) {
      lane(DOUBLES, which, in, 0);
      if (!unary) {
        lane(DOUBLES, which, in, 1);
      }
      String method =
          switch (operation) {
            case "PMIN" -> "pseudoMin";
            case "PMAX" -> "pseudoMax";
            case "TRUNC" -> "truncate";
            default -> operation.toLowerCase(Locale.ROOT);
          };
      if (unary) {
        invokeStatic(Types.FLOATING_POINT, method, "(D)D");
      } else {
        String owner = operation.startsWith("P") ? Types.VECTOR_CODE : Types.FLOATING_POINT;
        invokeStatic(owner, method, "(DD)D");
      }
    }
    ofDoubles();
  }

  /** Makes a vector of the two numbers on the operand stack. */
  private void ofDoubles() {
    if (doublePlace < 0) {
      doublePlace = out.allocateLocal(TypeKind.DOUBLE);
    }
    out.dstore(doublePlace);
    invokeStatic(Types.DOUBLE_CLASS, "doubleToRawLongBits", "(D)J");
    out.dload(doublePlace);
    invokeStatic(Types.DOUBLE_CLASS, "doubleToRawLongBits", "(D)J");
    ofHalves();
    change(LONGS, DOUBLES);
  }

  private void pseudo(String operation, Operands in) {
    in.vector(0, FLOATS);
    int first = stored(0);
    in.vector(1, FLOATS);
    int second = stored(1);
    out.aload(first);
    boolean least = operation.equals("PMIN");
    blend(
        FLOATS,
        () -> out.aload(second),
        () -> compareStored("LT", least ? second : first, least ? first : second));
  }

  /** The sum where a number is NaN, which it is then too; zeros of different signs are equal. */
  private void extremum(boolean least, Operands in) {
    in.vector(0, FLOATS);
    int first = stored(0);
    in.vector(1, FLOATS);
    int second = stored(1);
    out.aload(first);
    binary(FLOATS, "ADD", second);
    blend(FLOATS, () -> out.aload(first), () -> compareStored(least ? "LT" : "GT", first, second));
    blend(FLOATS, () -> out.aload(second), () -> compareStored(least ? "GT" : "LT", first, second));
    blend(
        FLOATS,
        () -> {
          out.aload(first);
          change(FLOATS, INTS);
          binary(
              INTS,
              least ? "OR" : "AND",
              () -> {
                out.aload(second);
                change(FLOATS, INTS);
              });
          change(INTS, FLOATS);
        },
        () -> compareStored("EQ", first, second));
  }

  private void compareStored(String name, int first, int second) {
    out.aload(first);
    compare(FLOATS, name, () -> out.aload(second));
  }

  /**
   * Rounds to whole numbers. What is added and subtracted again leaves no room for a fraction; what
   * is as large as that has none. A NaN is added to itself and so becomes a quiet one.
   */
  private void round(String operation, Operands in) {
    boolean ofMagnitude = operation.equals("TRUNC");
    in.vector(0, FLOATS);
    int value = stored(0);
    out.aload(value);
    change(FLOATS, INTS);
    int bits = stored(3);
    out.aload(bits);
    withNumber(INTS, "AND", Integer.MAX_VALUE);
    change(INTS, FLOATS);
    int magnitude = stored(1);
    number(0x1p23f);
    int bound = stored(2);
    out.aload(magnitude);
    binary(FLOATS, "ADD", bound);
    binary(FLOATS, "SUB", bound);
    if (!ofMagnitude) {
      signed(bits);
    }
    int nearest = stored(4);
    if (!operation.equals("NEAREST")) {
      boolean up = operation.equals("CEIL");
      out.aload(nearest);
      blend(
          FLOATS,
          () -> {
            out.aload(nearest);
            binary(FLOATS, up ? "ADD" : "SUB", () -> number(1));
          },
          () -> compareStored(up ? "LT" : "GT", nearest, ofMagnitude ? magnitude : value));
      signed(bits);
      out.astore(nearest);
    }
    out.aload(value);
    binary(FLOATS, "ADD", value);
    blend(FLOATS, () -> out.aload(value), () -> compareStored("EQ", value, value));
    blend(FLOATS, () -> out.aload(nearest), () -> compareStored("LT", magnitude, bound));
  }

  private void number(float number) {
    species(FLOATS);
    out.loadConstant(number);
    invokeStatic(FLOATS.vector, "broadcast", "(" + SPECIES + FLOATS.lane + ")" + FLOATS.vector);
  }

  /** Gives the magnitudes, or numbers of the same sign or zero, on the operand stack a sign. */
  private void signed(int bits) {
    change(FLOATS, INTS);
    withNumber(INTS, "AND", Integer.MAX_VALUE);
    binary(
        INTS,
        "OR",
        () -> {
          out.aload(bits);
          withNumber(INTS, "AND", Integer.MIN_VALUE);
        });
    change(INTS, FLOATS);
  }

  // ---- Other instructions

  Form shift(String name, Operands in) {
    Form form = Form.ofShape(name.substring(0, name.indexOf('_')));
    in.vector(0, form);
    operator(operator(name.substring(name.indexOf('_') + 1), form));
    in.number();
    // the distance is to fit what a lane is passed as
    out.loadConstant(form.width - 1).iand();
    if (form == LONGS) {
      out.i2l();
    }
    invoke(form.vector, "lanewise", "(" + BINARY + form.lane + ")" + form.vector);
    return form;
  }

  /** Leaves an int on the operand stack. */
  void test(String name, Operands in) {
    Form form = Form.ofShape(name.substring(0, name.indexOf('_')));
    switch (name.substring(name.indexOf('_') + 1)) {
      case "ANY_TRUE" -> {
        for (Form mask : new Form[] {BYTE_MASK, SHORT_MASK, INT_MASK}) {
          if (in.isIn(0, mask)) {
            in.vector(0, mask);
            invoke(MASK, "anyTrue", "()Z");
            return;
          }
        }
        in.vector(0, INTS);
        compareWithZero(INTS, "NE");
        invoke(MASK, "anyTrue", "()Z");
      }
      case "ALL_TRUE" -> {
        if (form == LONGS) {
          in.vector(0, LONGS);
          highBitIfNotZero(LONGS);
          int bits = stored(0);
          out.aload(bits);
          half(0);
          out.aload(bits);
          half(1);
          out.land().loadConstant(63).lushr().l2i();
          return;
        }
        mask(form, "NE", in);
        invoke(MASK, "allTrue", "()Z");
      }
      default -> {
        if (form == LONGS) {
          lane(LONGS, 0, in);
          out.loadConstant(63).lushr();
          lane(LONGS, 1, in);
          out.loadConstant(62).lushr().loadConstant(2L).land().lor().l2i();
          return;
        }
        mask(form, "LT", in);
        invoke(MASK, "toLong", "()J");
        out.l2i();
      }
    }
  }

  private void mask(Form form, String comparison, Operands in) {
    if (in.isIn(0, form.mask())) {
      in.vector(0, form.mask());
    } else {
      in.vector(0, form);
      compareWithZero(form, comparison);
    }
  }

  Form splat(String name, Operands in) {
    Form form = Form.ofShape(name.substring(0, name.indexOf('_')));
    species(form);
    in.number();
    narrowToLane(form);
    invokeStatic(form.vector, "broadcast", "(" + SPECIES + form.lane + ")" + form.vector);
    return form;
  }

  private void narrowToLane(Form form) {
    if (form == BYTES) {
      out.i2b();
    } else if (form == SHORTS) {
      out.i2s();
    }
  }

  void extract(String name, int lane, Operands in) {
    Form form = Form.ofShape(name.substring(0, name.indexOf('_')));
    lane(form, lane, in);
    if (name.endsWith("_U")) {
      out.loadConstant((1 << form.width) - 1).iand();
    }
  }

  /** Leaves a lane on the operand stack, as the JVM has it. */
  void lane(Form form, int lane, Operands in) {
    lane(form, lane, in, 0);
  }

  Form replace(Form form, int lane, Operands in) {
    in.vector(0, form);
    out.loadConstant(lane);
    in.number();
    narrowToLane(form);
    withLane(form);
    return form;
  }

  /** Takes bytes of two vectors, by their numbers. */
  Form shuffle(int[] bytes, Operands in) {
    boolean ofFirst = true;
    boolean ofSecond = true;
    long[] halves = new long[2];
    for (int i = 0; i < 16; i++) {
      ofFirst &= bytes[i] < 16;
      ofSecond &= bytes[i] >= 16;
    }
    for (int i = 0; i < 16; i++) {
      long number = ofSecond ? bytes[i] - 16 : bytes[i];
      halves[i >> 3] |= number << 8 * (i & 7);
    }
    in.constant(halves[0], halves[1]);
    if (ofFirst || ofSecond) {
      in.vector(ofFirst ? 0 : 1, BYTES);
      invoke(BYTES.vector, "selectFrom", "(" + VECTOR + ")" + BYTES.vector);
    } else {
      in.vector(0, BYTES);
      in.vector(1, BYTES);
      invoke(BYTES.vector, "selectFrom", "(" + VECTOR + VECTOR + ")" + BYTES.vector);
    }
    return BYTES;
  }
}
