package dev.heddle.benchmarks.engines;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A number that goes into a guest or comes out. It travels between processes as text, {@code i32:5}
 * or {@code f64:4609434218613702656}, so that no language's way to write numbers comes in between.
 *
 * @param type the type
 * @param bits the number, an {@code i32} with its sign; a float as its IEEE 754 bits
 */
public record Scalar(Type type, long bits) {

  /** The types that all engines can be called with. */
  public enum Type {
    I32,
    I64,
    F32,
    F64;

    /** The type of this name. */
    public static Type of(String name) {
      return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** The type as WebAssembly's text format has it. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Scalar {
    bits =
        switch (type) {
          case I32 -> (int) bits;
          case F32 -> bits & 0xffff_ffffL;
          case I64, F64 -> bits;
        };
  }

  /** An {@code i32}. */
  public static Scalar i32(int number) {
    return new Scalar(Type.I32, number);
  }

  /** An {@code i64}. */
  public static Scalar i64(long number) {
    return new Scalar(Type.I64, number);
  }

  /**
   * The number that people write.
   *
   * @throws NumberFormatException if it is none of that type
   */
  public static Scalar ofNumber(Type type, String number) {
    return new Scalar(
        type,
        switch (type) {
          case I32 -> inRange(Long.decode(number));
          case I64 -> Long.decode(number);
          case F32 -> Float.floatToRawIntBits(Float.parseFloat(number));
          case F64 -> Double.doubleToRawLongBits(Double.parseDouble(number));
        });
  }

  /** The values that {@link #toText} made text of. */
  public static List<Scalar> ofText(String text) {
    return words(text).stream().map(Scalar::parse).toList();
  }

  /** Values as one word. */
  public static String toText(List<Scalar> values) {
    return values.isEmpty()
        ? "-"
        : values.stream()
            .map(value -> value.type.label() + ":" + value.bits)
            .collect(Collectors.joining(","));
  }

  /** Types as one word. */
  public static String typesToText(List<Type> types) {
    return types.isEmpty() ? "-" : types.stream().map(Type::label).collect(Collectors.joining(","));
  }

  /** The types that {@link #typesToText} made text of. */
  public static List<Type> typesOfText(String text) {
    return words(text).stream().map(Type::of).toList();
  }

  private static List<String> words(String text) {
    return text.equals("-") ? List.of() : Arrays.asList(text.split(","));
  }

  private static Scalar parse(String word) {
    String[] parts = word.split(":");
    return new Scalar(Type.of(parts[0]), Long.parseLong(parts[1]));
  }

  private static int inRange(long number) {
    if (number != (int) number && number >>> 32 != 0) {
      throw new NumberFormatException(number + " is no i32");
    }
    return (int) number;
  }

  /** The number as people write it. */
  @Override
  public String toString() {
    return switch (type) {
      case I32, I64 -> Long.toString(bits);
      case F32 -> Float.toString(Float.intBitsToFloat((int) bits));
      case F64 -> Double.toString(Double.longBitsToDouble(bits));
    };
  }
}
