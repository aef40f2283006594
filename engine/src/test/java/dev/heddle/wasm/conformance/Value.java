package dev.heddle.wasm.conformance;

import static java.util.stream.Collectors.joining;

import dev.heddle.wasm.WasmFunction;
import dev.heddle.wasm.types.NumberType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value in a script: an argument, or a pattern that a result must match.
 *
 * <p>Results are numbers in the form of {@link Bits}, and references as the engine has them.
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

  /** A vector; the engine has none, so that nothing matches. */
  record Vector(String laneType, List<String> lanes) implements Value {

    public Vector {
      lanes = List.copyOf(lanes);
    }

    @Override
    public boolean matches(@Nullable Object result) {
      return false;
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
        case "externref" -> result != null && !(result instanceof Bits);
        default -> false;
      };
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
