package dev.heddle.wasm.conformance;

import static java.util.stream.Collectors.joining;

import dev.heddle.wasm.I31;
import dev.heddle.wasm.TaggedException;
import dev.heddle.wasm.V128;
import dev.heddle.wasm.WasmArray;
import dev.heddle.wasm.WasmFunction;
import dev.heddle.wasm.WasmStruct;
import dev.heddle.wasm.types.NumberType;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A value in a script: an argument, or a pattern that a result must match.
 *
 * <p>Results are numbers in the form of {@link Bits}, and vectors and references as the engine has
 * them.
 */
sealed interface Value {

  /** Whether a result is what the script wants. */
  boolean matches(@Nullable Object result);

  /**
   * A number, bit for bit.
   *
   * @param bits an {@code i32} or {@code f32} in the low half, with the high half zero
   */
  record Bits(NumberType type, long bits) implements Value {

    static Bits of(NumberType type, long raw) {
      return switch (type) {
        case I32, F32 -> new Bits(type, raw & 0xffff_ffffL);
        case I64, F64 -> new Bits(type, raw);
      };
    }

    @Override
    public boolean matches(@Nullable Object result) {
      return equals(result);
    }

    @Override
    public String toString() {
      return switch (type) {
        case I32 -> "i32 " + (int) bits;
        case I64 -> "i64 " + bits;
        case F32 ->
            "f32 " + Float.intBitsToFloat((int) bits) + " (0x" + Long.toHexString(bits) + ")";
        case F64 -> "f64 " + Double.longBitsToDouble(bits) + " (0x" + Long.toHexString(bits) + ")";
      };
    }
  }

  /** A not-a-number, of either sign. */
  record Nan(NumberType type, Payload payload) implements Value {

    /** What is known of the payload. Source: core specification, section 2.2.3 (floating-point). */
    enum Payload {
      /** The most significant bit is set, and no other. */
      CANONICAL,
      /** The most significant bit is set. */
      ARITHMETIC,
      /** Nothing: it may be signalling, too. */
      ANY
    }

    @Override
    public boolean matches(@Nullable Object result) {
      if (!(result instanceof Bits(NumberType found, long bits)) || found != type) {
        return false;
      }
      boolean narrow = type == NumberType.F32;
      long magnitude = bits & (narrow ? 0x7fff_ffffL : Long.MAX_VALUE);
      long infinity = narrow ? 0x7f80_0000L : 0x7ff0_0000_0000_0000L;
      long canonical = narrow ? 0x7fc0_0000L : 0x7ff8_0000_0000_0000L;
      return switch (payload) {
        case CANONICAL -> magnitude == canonical;
        case ARITHMETIC -> (magnitude & canonical) == canonical;
        case ANY -> magnitude > infinity;
      };
    }

    @Override
    public String toString() {
      return type + " NaN (" + payload + ")";
    }
  }

  /**
   * A vector by its lanes, the lowest first.
   *
   * @param lanes two to sixteen lanes as {@link Bits} or {@link Nan}; those of 8 and 16 bits are
   *     {@code i32} with their sign
   */
  record Vector(List<Value> lanes) implements Value {

    public Vector {
      lanes = List.copyOf(lanes);
    }

    @Override
    public boolean matches(@Nullable Object result) {
      if (!(result instanceof V128 vector)) {
        return false;
      }
      for (int i = 0; i < lanes.size(); i++) {
        if (!lanes.get(i).matches(lane(vector, i))) {
          return false;
        }
      }
      return true;
    }

    private Bits lane(V128 vector, int index) {
      return switch (lanes.size()) {
        case 16 -> Bits.of(NumberType.I32, vector.i8(index));
        case 8 -> Bits.of(NumberType.I32, vector.i16(index));
        case 4 -> Bits.of(laneType(), vector.i32(index));
        case 2 -> Bits.of(laneType(), vector.i64(index));
        default -> throw new IllegalStateException("a vector has no " + lanes.size() + " lanes");
      };
    }

    private NumberType laneType() {
      return switch (lanes.getFirst()) {
        case Bits(NumberType type, long _) -> type;
        case Nan(NumberType type, Nan.Payload _) -> type;
        default -> throw new IllegalStateException("not a lane: " + lanes.getFirst());
      };
    }

    /** The vector, or nothing if a lane is not given by its bits. */
    Optional<V128> exact() {
      int width = 128 / lanes.size();
      long[] halves = new long[2];
      for (int i = 0; i < lanes.size(); i++) {
        if (!(lanes.get(i) instanceof Bits(NumberType _, long bits))) {
          return Optional.empty();
        }
        halves[i * width / 64] |= (bits & -1L >>> 64 - width) << i * width % 64;
      }
      return Optional.of(new V128(halves[0], halves[1]));
    }

    @Override
    public String toString() {
      return "v128 " + lanes;
    }
  }

  /** The null reference. */
  record Null() implements Value {

    @Override
    public boolean matches(@Nullable Object result) {
      return result == null;
    }

    @Override
    public String toString() {
      return "null";
    }
  }

  /** An object of the host, known by its number: the very same object must come back. */
  record HostObject(String number) implements Value {

    @Override
    public boolean matches(@Nullable Object result) {
      return result instanceof HostReferences.Referent referent && referent.number().equals(number);
    }

    @Override
    public String toString() {
      return "host object " + number;
    }
  }

  /** Any reference of the given abstract type but null. */
  record NonNull(String type) implements Value {

    @Override
    public boolean matches(@Nullable Object result) {
      return switch (type) {
        case "funcref" -> result instanceof WasmFunction;
        case "exnref" -> result instanceof TaggedException;
        case "externref", "anyref" ->
            result instanceof HostReferences.Referent || isComparable(result);
        case "eqref" -> isComparable(result);
        case "structref" -> result instanceof WasmStruct;
        case "arrayref" -> result instanceof WasmArray;
        case "i31ref" -> result instanceof I31;
        default -> false;
      };
    }

    private static boolean isComparable(@Nullable Object result) {
      return result instanceof WasmStruct || result instanceof WasmArray || result instanceof I31;
    }

    @Override
    public String toString() {
      return "non-null " + type;
    }
  }

  /** Any of these. */
  record Either(List<Value> alternatives) implements Value {

    public Either {
      alternatives = List.copyOf(alternatives);
    }

    @Override
    public boolean matches(@Nullable Object result) {
      return alternatives.stream().anyMatch(alternative -> alternative.matches(result));
    }

    @Override
    public String toString() {
      return alternatives.stream().map(Value::toString).collect(joining(" or "));
    }
  }
}
