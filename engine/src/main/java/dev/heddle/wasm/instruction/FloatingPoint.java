package dev.heddle.wasm.instruction;

/**
 * Floating-point operations where Java and WebAssembly differ in a detail: a NaN that comes out is
 * always quiet, and unsigned integers can be converted. Source: core specification, section 4.3.3
 * (floating-point operations).
 */
public final class FloatingPoint {

  private FloatingPoint() {}

  public static float min(float a, float b) {
    return a != a || b != b ? a + b : Math.min(a, b);
  }

  public static double min(double a, double b) {
    return a != a || b != b ? a + b : Math.min(a, b);
  }

  public static float max(float a, float b) {
    return a != a || b != b ? a + b : Math.max(a, b);
  }

  public static double max(double a, double b) {
    return a != a || b != b ? a + b : Math.max(a, b);
  }

  public static float ceil(float a) {
    return (float) ceil((double) a);
  }

  public static double ceil(double a) {
    return a != a ? a + a : Math.ceil(a);
  }

  public static float floor(float a) {
    return (float) floor((double) a);
  }

  public static double floor(double a) {
    return a != a ? a + a : Math.floor(a);
  }

  public static float truncate(float a) {
    return (float) truncate((double) a);
  }

  public static double truncate(double a) {
    return a < 0 ? ceil(a) : floor(a);
  }

  public static float nearest(float a) {
    return (float) nearest((double) a);
  }

  public static double nearest(double a) {
    return a != a ? a + a : Math.rint(a);
  }

  public static float squareRoot(float a) {
    return (float) squareRoot((double) a);
  }

  public static double squareRoot(double a) {
    return Math.sqrt(a);
  }

  public static float unsignedToFloat(long a) {
    if (a >= 0) {
      return (float) a;
    }
    // halving keeps the bit that decides the rounding: the lost one is or-ed into the last
    return (float) (a >>> 1 | a & 1) * 2;
  }

  public static double unsignedToDouble(long a) {
    if (a >= 0) {
      return (double) a;
    }
    return (double) (a >>> 1 | a & 1) * 2;
  }
}
