package dev.heddle.wasm.instruction;

import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;
import dev.heddle.wasm.code.ExceptionHandler;
import dev.heddle.wasm.runtime.Activation;
import dev.heddle.wasm.runtime.CompiledCode;
import dev.heddle.wasm.runtime.CompiledLoop;
import dev.heddle.wasm.runtime.Depth;
import dev.heddle.wasm.runtime.FuelTank;
import dev.heddle.wasm.runtime.ObjectHeap;
import dev.heddle.wasm.runtime.RuntimeFunction;
import dev.heddle.wasm.runtime.RuntimeGuestFunction;
import dev.heddle.wasm.runtime.RuntimeInstance;
import dev.heddle.wasm.runtime.RuntimeTag;
import dev.heddle.wasm.runtime.RuntimeTaggedException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What compiled functions call: everything that is too long, or too rare, to be written into each
 * of them. Public for generated classes alone.
 */
public final class Support {

  private Support() {}

  // ---- Frames

  /** Runs a compiled function for which there is no room, as its depth says. */
  public static void goOn(
      long[] r,
      @Nullable Object[] references,
      RuntimeInstance instance,
      Activation activation,
      int depth,
      int function) {
    activation.goOn(instance, function, r, 0, references, 0, depth);
  }

  /** What a function that has gone many rounds of a loop is to be finished with, if it is there. */
  public static @Nullable CompiledLoop better(
      RuntimeInstance instance, int functionIndex, int position) {
    return instance.tier.better(functionIndex, position);
  }

  /** What metered code pays with. */
  public static FuelTank tank(RuntimeInstance instance, Activation activation) {
    FuelTank ofCall = activation.fuel;
    return ofCall != null ? ofCall : instance.fuel;
  }

  /** Pays fuel. */
  public static void pay(
      FuelTank tank, int cost, RuntimeInstance instance, Activation activation, int depth) {
    if ((tank.left -= cost) < 0) {
      Metering.takeMore(tank, cost, instance, activation, depth);
    }
  }

  /** Executes an instruction that compiled code leaves to the methods of the interpreter. */
  public static void execute(
      int function,
      int pc,
      long @Nullable [] numbers,
      @Nullable Object @Nullable [] references,
      RuntimeInstance instance,
      Activation activation,
      int depth) {
    int[] code = instance.code(function).code;
    long[] r = numbers == null ? NO_NUMBERS : numbers;
    try {
      Rare.execute(
          code,
          r,
          0,
          pc,
          references == null ? Activation.NO_REFERENCES : references,
          instance,
          activation,
          depth);
    } catch (IndexOutOfBoundsException e) {
      if (e.getClass() != IndexOutOfBoundsException.class || activation.isForeign(e)) {
        throw e;
      }
      throw new TrapException(
          TrapKind.MEMORY_OUT_OF_BOUNDS, EffectiveAddress.describeAccess(code, r, 0, pc, instance));
    }
  }

  private static final long[] NO_NUMBERS = {};

  // ---- Calls

  /** The function that a reference refers to. */
  public static RuntimeFunction callee(@Nullable Object reference) {
    if (reference == null) {
      throw new TrapException(TrapKind.NULL_FUNCTION_REFERENCE);
    }
    return (RuntimeFunction) reference;
  }

  /** The compiled code of a function, if it has some. */
  public static @Nullable CompiledCode compiled(RuntimeFunction function) {
    return function instanceof RuntimeGuestFunction guest ? guest.compiled() : null;
  }

  /** The instance of a guest's function that another instance calls. */
  public static RuntimeInstance instanceOf(RuntimeFunction function, RuntimeInstance caller) {
    RuntimeGuestFunction guest = (RuntimeGuestFunction) function;
    RuntimeInstance own = guest.instance();
    if (own != caller) {
      guest.requireStoreOf(caller);
    }
    return own;
  }

  /** Runs a function, compiled or not, on arguments in arrays, where its results will be. */
  public static void enter(
      RuntimeFunction function,
      long[] r,
      @Nullable Object[] references,
      RuntimeInstance caller,
      Activation activation,
      int depth) {
    function.enter(r, 0, references, 0, caller, activation, depth);
  }

  /**
   * Goes on with the function that another has left word of, and with all that follow it.
   *
   * @param numbers how many numbers the results take at most
   * @param references how many references the results take at most
   * @return the numbers of the results; the references are those of {@link
   *     Activation#tailReferences}
   */
  public static long[] finishTailCalls(
      RuntimeInstance first, Activation activation, int depth, int numbers, int references) {
    RuntimeInstance caller = first;
    int left = depth - 2 * Depth.DETOUR;
    for (; ; ) {
      RuntimeFunction callee = activation.takeTailCallee();
      if (callee == null) {
        throw new IllegalStateException("no function to go on with");
      }
      long[] r = activation.tailNumbers();
      @Nullable Object[] o = activation.tailReferences();
      r = r.length < numbers ? Arrays.copyOf(r, numbers) : r;
      o = o.length < references ? Arrays.copyOf(o, references) : o;
      CompiledCode code = compiled(callee);
      if (code == null) {
        callee.enter(
            r,
            0,
            o,
            0,
            caller,
            activation,
            callee instanceof RuntimeGuestFunction ? left : left - Depth.INTERPRETED);
      } else {
        caller = instanceOf(callee, caller);
        code.begin(r, 0, o, 0, caller, activation, left);
        if (activation.hasTailCallee()) {
          continue;
        }
      }
      activation.leaveResults(r, o);
      return r;
    }
  }

  // ---- Exceptions

  /** Whether a clause catches what was thrown. */
  public static boolean matches(
      Throwable thrown, Activation activation, RuntimeInstance instance, int tag) {
    if (!Catching.isCatchable(thrown, activation)) {
      return false;
    }
    boolean matches = tag == ExceptionHandler.ALL || instance.tags[tag].isOf(thrown);
    if (matches) {
      activation.caught();
    }
    return matches;
  }

  /** A number that an exception carries. */
  public static long number(Throwable thrown, int slot) {
    return ((RuntimeTaggedException) thrown).number(slot);
  }

  /** Puts the references that an exception carries into a frame. */
  public static void references(Throwable thrown, @Nullable Object[] references, int base) {
    if (thrown instanceof RuntimeTaggedException exception) {
      @Nullable Object[] carried = exception.references();
      System.arraycopy(carried, 0, references, base, carried.length);
    } else {
      references[base] = thrown;
    }
  }

  /** Puts an exception itself into a frame. */
  public static void keep(
      Throwable thrown, @Nullable Object[] references, int slot, RuntimeInstance instance) {
    Catching.keep(thrown, references, slot, instance);
  }

  /** A new exception, thrown where so many guest frames may still be made. */
  public static Throwable tagged(
      long[] numbers,
      @Nullable Object @Nullable [] references,
      int referenceBase,
      int tagIndex,
      RuntimeInstance instance,
      Activation activation,
      int depth) {
    RuntimeTag tag = instance.tags[tagIndex];
    int frames = activation.framesAt(depth);
    instance.allocator.takeRoom(
        RuntimeTaggedException.bytes(tag) + (long) frames * ObjectHeap.FRAME_BYTES, activation);
    RuntimeTaggedException exception =
        references == null || tag.payload().parameterReferences() == 0
            ? RuntimeTaggedException.of(tag, numbers, 0, Activation.NO_REFERENCES, 0)
            : RuntimeTaggedException.of(tag, numbers, 0, references, referenceBase);
    exception.mayLeave(frames);
    return Catching.thrown(exception, activation);
  }

  // ---- Numbers

  public static int select(int a, int b, int condition) {
    return condition != 0 ? a : b;
  }

  public static long select(long a, long b, int condition) {
    return condition != 0 ? a : b;
  }

  public static float select(float a, float b, int condition) {
    return condition != 0 ? a : b;
  }

  public static double select(double a, double b, int condition) {
    return condition != 0 ? a : b;
  }

  public static int i32DivS(int a, int b) {
    if (b == 0) {
      throw divisionByZero();
    }
    if (a == Integer.MIN_VALUE && b == -1) {
      throw new TrapException(TrapKind.INTEGER_OVERFLOW);
    }
    return a / b;
  }

  public static int i32DivU(int a, int b) {
    if (b == 0) {
      throw divisionByZero();
    }
    return Integer.divideUnsigned(a, b);
  }

  public static int i32RemS(int a, int b) {
    if (b == 0) {
      throw divisionByZero();
    }
    return a % b;
  }

  public static int i32RemU(int a, int b) {
    if (b == 0) {
      throw divisionByZero();
    }
    return Integer.remainderUnsigned(a, b);
  }

  public static long i64DivS(long a, long b) {
    if (b == 0) {
      throw divisionByZero();
    }
    if (a == Long.MIN_VALUE && b == -1) {
      throw new TrapException(TrapKind.INTEGER_OVERFLOW);
    }
    return a / b;
  }

  public static long i64DivU(long a, long b) {
    if (b == 0) {
      throw divisionByZero();
    }
    return Long.divideUnsigned(a, b);
  }

  public static long i64RemS(long a, long b) {
    if (b == 0) {
      throw divisionByZero();
    }
    return a % b;
  }

  public static long i64RemU(long a, long b) {
    if (b == 0) {
      throw divisionByZero();
    }
    return Long.remainderUnsigned(a, b);
  }

  private static TrapException divisionByZero() {
    return new TrapException(TrapKind.INTEGER_DIVIDE_BY_ZERO);
  }

  public static float f32Copysign(float a, float b) {
    return Float.intBitsToFloat(
        Float.floatToRawIntBits(a) & 0x7fff_ffff | Float.floatToRawIntBits(b) & 0x8000_0000);
  }

  public static double f64Copysign(double a, double b) {
    return Double.longBitsToDouble(
        Double.doubleToRawLongBits(a) & Long.MAX_VALUE
            | Double.doubleToRawLongBits(b) & Long.MIN_VALUE);
  }

  public static float f32Min(float a, float b) {
    return FloatingPoint.min(a, b);
  }

  public static float f32Max(float a, float b) {
    return FloatingPoint.max(a, b);
  }

  public static double f64Min(double a, double b) {
    return FloatingPoint.min(a, b);
  }

  public static double f64Max(double a, double b) {
    return FloatingPoint.max(a, b);
  }

  public static float f32Ceil(float a) {
    return FloatingPoint.ceil(a);
  }

  public static float f32Floor(float a) {
    return FloatingPoint.floor(a);
  }

  public static float f32Trunc(float a) {
    return FloatingPoint.truncate(a);
  }

  public static float f32Nearest(float a) {
    return FloatingPoint.nearest(a);
  }

  public static float f32Sqrt(float a) {
    return FloatingPoint.squareRoot(a);
  }

  public static double f64Ceil(double a) {
    return FloatingPoint.ceil(a);
  }

  public static double f64Floor(double a) {
    return FloatingPoint.floor(a);
  }

  public static double f64Trunc(double a) {
    return FloatingPoint.truncate(a);
  }

  public static double f64Nearest(double a) {
    return FloatingPoint.nearest(a);
  }

  public static double f64Sqrt(double a) {
    return FloatingPoint.squareRoot(a);
  }

  public static int i32TruncS(float a) {
    return Truncation.toInt(a);
  }

  public static int i32TruncS(double a) {
    return Truncation.toInt(a);
  }

  public static int i32TruncU(float a) {
    return Truncation.toIntUnsigned(a);
  }

  public static int i32TruncU(double a) {
    return Truncation.toIntUnsigned(a);
  }

  public static long i64TruncS(float a) {
    return Truncation.toLong(a);
  }

  public static long i64TruncS(double a) {
    return Truncation.toLong(a);
  }

  public static long i64TruncU(float a) {
    return Truncation.toLongUnsigned(a);
  }

  public static long i64TruncU(double a) {
    return Truncation.toLongUnsigned(a);
  }

  public static int i32TruncSatU(float a) {
    return Truncation.saturateToIntUnsigned(a);
  }

  public static int i32TruncSatU(double a) {
    return Truncation.saturateToIntUnsigned(a);
  }

  public static long i64TruncSatU(float a) {
    return Truncation.saturateToLongUnsigned(a);
  }

  public static long i64TruncSatU(double a) {
    return Truncation.saturateToLongUnsigned(a);
  }

  public static float f32ConvertU(long a) {
    return FloatingPoint.unsignedToFloat(a);
  }

  public static double f64ConvertU(long a) {
    return FloatingPoint.unsignedToDouble(a);
  }
}
