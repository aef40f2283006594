package dev.heddle.wasm.fuzz;

import dev.heddle.wasm.V128;
import dev.heddle.wasm.fuzz.Type.Plain;
import dev.heddle.wasm.fuzz.Type.Reference;
import java.util.Random;

/** Chooses numbers and vectors, often those at which instructions change what they do. */
final class Values {

  private static final long[] TELLING = {
    0,
    1,
    -1,
    2,
    7,
    8,
    31,
    32,
    33,
    63,
    64,
    127,
    128,
    255,
    256,
    0x7fff,
    0x8000,
    0xffff,
    0x10000,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    0xffff_ffffL,
    0x1_0000_0000L,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };
  private static final double[] TELLING_FLOATS = {
    0.0,
    -0.0,
    1,
    -1,
    0.5,
    -0.5,
    1.5,
    2.5,
    1e9,
    -1e9,
    2147483647.0,
    2147483648.0,
    -2147483648.0,
    -2147483649.0,
    4294967295.0,
    4294967296.0,
    0x1p63,
    0x1p64,
    1e300,
    1e-320,
    Double.MIN_VALUE,
    Double.MAX_VALUE,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    8388609,
    4503599627370497.0
  };

  private final Random random;

  Values(Random random) {
    this.random = random;
  }

  /** An integer, of which as many of the lowest bits count as are needed. */
  long integer() {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextLong();
      case 1 -> random.nextInt(256) - 128;
      default -> TELLING[random.nextInt(TELLING.length)];
    };
  }

  /** A floating-point number. */
  double floating() {
    return switch (random.nextInt(4)) {
      case 0 -> Float.intBitsToFloat(random.nextInt());
      case 1 -> random.nextInt(2000) / 8.0 - 100;
      default -> TELLING_FLOATS[random.nextInt(TELLING_FLOATS.length)];
    };
  }

  /** The bits of a value; 0 for references. */
  long bits(Type type) {
    return switch (type) {
      case Plain.I32 -> (int) integer();
      case Plain.I64, Plain.V128 -> integer();
      case Plain.F32 -> Float.floatToRawIntBits((float) floating());
      case Plain.F64 -> Double.doubleToRawLongBits(floating());
      case Reference reference -> 0;
    };
  }

  /**
   * A value as the reference evaluator has it; of references, objects of the host, 31-bit integers
   * and null, that also where the type has no other.
   */
  Object object(Type type) {
    long bits = bits(type);
    return switch (type) {
      case Plain.I32 -> (Object) (int) bits;
      case Plain.I64 -> bits;
      case Plain.F32 -> Float.intBitsToFloat((int) bits);
      case Plain.F64 -> Double.longBitsToDouble(bits);
      case Plain.V128 -> vector();
      case Reference(boolean nullable, Heap heap) ->
          nullable && random.nextInt(3) == 0 ? ReferenceEvaluator.NULL : reference(heap);
    };
  }

  private Object reference(Heap heap) {
    return switch (heap) {
      case Heap.Abstract.I31, Heap.Abstract.EQ -> small();
      case Heap.Abstract.ANY -> internal();
      case Heap.Abstract.EXTERN -> new ReferenceObject.External(internal());
      default -> ReferenceEvaluator.NULL;
    };
  }

  private ReferenceObject small() {
    return new ReferenceObject.Small((int) integer() << 1 >> 1);
  }

  private ReferenceObject internal() {
    return random.nextBoolean() ? small() : new ReferenceObject.Host("host " + random.nextInt(3));
  }

  /** A vector of such numbers. */
  V128 vector() {
    int bits = 8 << random.nextInt(4);
    return vector(new Shape(bits >= 32 && random.nextBoolean(), bits));
  }

  /** A vector of lanes of a shape. */
  V128 vector(Shape shape) {
    boolean alike = random.nextInt(4) == 0;
    int bits = shape.bits();
    long[] halves = new long[2];
    long lane = 0;
    for (int bit = 0; bit < 128; bit += bits) {
      if (bit == 0 || !alike) {
        lane = lane(bits, shape.floating());
      }
      halves[bit / 64] |= lane << bit;
    }
    return new V128(halves[0], halves[1]);
  }

  private long lane(int bits, boolean floating) {
    if (floating) {
      return bits == 32
          ? Integer.toUnsignedLong(Float.floatToRawIntBits((float) floating()))
          : Double.doubleToRawLongBits(floating());
    }
    return integer() & -1L >>> (64 - bits);
  }
}
