package dev.heddle.wasm.text;

/** Floating-point constants: in the shortest decimal form that gives the same bits again. */
final class Constants {

  private static final int FLOAT_FRACTION = 0x7f_ffff;
  private static final int FLOAT_QUIET = 0x40_0000;
  private static final long DOUBLE_FRACTION = 0xf_ffff_ffff_ffffL;
  private static final long DOUBLE_QUIET = 0x8_0000_0000_0000L;

  private Constants() {}

  static String f32(int bits) {
    float value = Float.intBitsToFloat(bits);
    if (!Float.isNaN(value)) {
      return finite(value, Float.toString(value));
    }
    int payload = bits & FLOAT_FRACTION;
    return nan(bits < 0, payload == FLOAT_QUIET, Integer.toHexString(payload));
  }

  static String f64(long bits) {
    double value = Double.longBitsToDouble(bits);
    if (!Double.isNaN(value)) {
      return finite(value, Double.toString(value));
    }
    long payload = bits & DOUBLE_FRACTION;
    return nan(bits < 0, payload == DOUBLE_QUIET, Long.toHexString(payload));
  }

  private static String finite(double value, String text) {
    if (Double.isInfinite(value)) {
      return value < 0 ? "-inf" : "inf";
    }
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  private static String nan(boolean negative, boolean canonical, String payload) {
    return (negative ? "-nan" : "nan") + (canonical ? "" : ":0x" + payload);
  }
}
