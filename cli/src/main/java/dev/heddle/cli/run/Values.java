package dev.heddle.cli.run;

import dev.heddle.cli.shell.Failure;
import dev.heddle.wasm.V128;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.NumberType;
import dev.heddle.wasm.types.ValueType;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Arguments of functions as they are typed on a command line, and results as they are shown. */
final class Values {

  private static final int VECTOR_DIGITS = 32;
  private static final int HALF = 16;

  private Values() {}

  /** The arguments for a function, by the types of its parameters. */
  static @Nullable Object[] parse(String function, FunctionType type, List<String> texts) {
    List<ValueType> parameters = type.parameters();
    if (parameters.size() != texts.size()) {
      throw Failure.usage(
          function
              + ": expected "
              + (parameters.size() == 1 ? "1 argument " : parameters.size() + " arguments ")
              + list(parameters)
              + ", found "
              + texts.size());
    }
    @Nullable Object[] values = new Object[texts.size()];
    for (int i = 0; i < values.length; i++) {
      try {
        values[i] = parse(parameters.get(i), texts.get(i));
      } catch (IllegalArgumentException e) {
        throw Failure.usage(
            function
                + ": argument "
                + (i + 1)
                + ": expected "
                + expected(parameters.get(i))
                + ", found '"
                + texts.get(i)
                + "'");
      }
    }
    return values;
  }

  private static @Nullable Object parse(ValueType type, String text) {
    if (type == NumberType.I32) {
      return Math.toIntExact(integer(text, Integer.SIZE));
    } else if (type == NumberType.I64) {
      return integer(text, Long.SIZE);
    } else if (type == NumberType.F32) {
      return Float.parseFloat(floating(text));
    } else if (type == NumberType.F64) {
      return Double.parseDouble(floating(text));
    } else if (type == ValueType.V128) {
      return vector(text);
    } else if (text.equals("null")) {
      return null;
    }
    throw new IllegalArgumentException();
  }

  /** A number of so many bits, signed or unsigned, decimal or hexadecimal. */
  private static long integer(String text, int bits) {
    String digits = text.replace("_", "");
    boolean negative = digits.startsWith("-");
    String plain = negative || digits.startsWith("+") ? digits.substring(1) : digits;
    boolean hexadecimal = plain.startsWith("0x") || plain.startsWith("0X");
    if (plain.isEmpty() || plain.charAt(0) == '-' || plain.charAt(0) == '+') {
      throw new NumberFormatException(text);
    }
    long size =
        Long.parseUnsignedLong(hexadecimal ? plain.substring(2) : plain, hexadecimal ? 16 : 10);
    long most = negative ? 1L << bits - 1 : bits == Long.SIZE ? -1 : (1L << bits) - 1;
    if (Long.compareUnsigned(size, most) > 0) {
      throw new NumberFormatException(text);
    }
    long value = negative ? -size : size;
    return bits == Integer.SIZE ? (int) value : value;
  }

  private static String floating(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "nan", "+nan", "-nan" -> "NaN";
      case "inf", "+inf", "infinity" -> "Infinity";
      case "-inf", "-infinity" -> "-Infinity";
      default -> text.endsWith("f") || text.endsWith("d") ? text + "?" : text;
    };
  }

  private static V128 vector(String text) {
    if (text.length() != 2 + VECTOR_DIGITS || !text.startsWith("0x")) {
      throw new IllegalArgumentException();
    }
    long high = HexFormat.fromHexDigitsToLong(text, 2, 2 + HALF);
    long low = HexFormat.fromHexDigitsToLong(text, 2 + HALF, 2 + VECTOR_DIGITS);
    return new V128(low, high);
  }

  private static String expected(ValueType type) {
    if (type == ValueType.V128) {
      return "v128 as 0x and 32 digits";
    }
    return type.isReference() ? "null, as " + type + " cannot be typed otherwise" : type.toString();
  }

  private static String list(List<ValueType> types) {
    StringJoiner text = new StringJoiner(", ", "(", ")");
    types.forEach(type -> text.add(type.toString()));
    return text.toString();
  }

  /** A result, as it is shown. */
  static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case Integer number -> number.toString();
      case Long number -> number.toString();
      case Float number -> floating(number);
      case Double number -> floating(number);
      case V128(long low, long high) ->
          "0x" + HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
      default -> "<" + value.getClass().getSimpleName() + ">";
    };
  }

  private static String floating(Number number) {
    double wide = number.doubleValue();
    if (Double.isNaN(wide)) {
      return "nan";
    }
    if (Double.isInfinite(wide)) {
      return wide > 0 ? "inf" : "-inf";
    }
    String text = number.toString();
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }
}
