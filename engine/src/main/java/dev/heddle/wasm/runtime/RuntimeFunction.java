package dev.heddle.wasm.runtime;

import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.WasmException;
import dev.heddle.wasm.WasmFunction;
import dev.heddle.wasm.code.Signature;
import dev.heddle.wasm.types.DefinedType;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.ValueType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A function of either side, with all the ways in which a host may call it. */
public abstract sealed class RuntimeFunction implements WasmFunction
    permits RuntimeGuestFunction, RuntimeHostFunction {

  private final DefinedType definedType;

  /** Made when it is first asked for: hosts call few of the functions that instances have. */
  private @Nullable Signature signature;

  RuntimeFunction(DefinedType definedType) {
    this.definedType = definedType;
  }

  /**
   * Runs the function on arguments in frames.
   *
   * @param r the numbers: arguments from {@code base} on, and so the results
   * @param references the references: arguments from {@code referenceBase} on, and so the results
   * @param caller the instance that calls, if a guest does
   * @param depth how much deeper the call may get, its own frame included
   */
  public abstract void enter(
      long[] r,
      int base,
      @Nullable Object[] references,
      int referenceBase,
      @Nullable RuntimeInstance caller,
      Activation activation,
      int depth);

  /**
   * Takes note of a reference that the host gives it.
   *
   * @throws IllegalArgumentException if it is to a guest's function of another store
   */
  abstract void admit(@Nullable Object reference, String what);

  /** How many guest frames a call from the host may make. */
  abstract int maxDepth();

  /** How many values the frames of a call from the host may hold. */
  abstract int maxStackValues();

  /** How many {@code long}s a call from the host begins with. */
  abstract int roomForFrames();

  final Signature signature() {
    Signature known = signature;
    if (known == null) {
      known = Signature.of(type());
      signature = known;
    }
    return known;
  }

  @Override
  public final DefinedType definedType() {
    return definedType;
  }

  @Override
  public final FunctionType type() {
    return definedType.function();
  }

  @Override
  public final long[] call(long... arguments) {
    long[] results = Arrays.copyOf(enter(arguments), signature().resultNumbers());
    List<ValueType> types = type().results();
    for (int i = 0; i < types.size(); i++) {
      int slot = signature().resultSlots()[i];
      results[slot] = Values.normalize(types.get(i), results[slot]);
    }
    return results;
  }

  @Override
  public final void callVoid(long... arguments) {
    checkNoResult();
    enter(whole(arguments));
  }

  @Override
  public final void callVoid(double... arguments) {
    checkNoResult();
    enter(raw(arguments));
  }

  @Override
  public final int callInt(long... arguments) {
    checkResult(ValueType.I32);
    return (int) enter(whole(arguments))[0];
  }

  @Override
  public final int callInt(double... arguments) {
    checkResult(ValueType.I32);
    return (int) enter(raw(arguments))[0];
  }

  @Override
  public final long callLong(long... arguments) {
    checkResult(ValueType.I64);
    return enter(whole(arguments))[0];
  }

  @Override
  public final long callLong(double... arguments) {
    checkResult(ValueType.I64);
    return enter(raw(arguments))[0];
  }

  @Override
  public final float callFloat(long... arguments) {
    checkResult(ValueType.F32);
    return Float.intBitsToFloat((int) enter(whole(arguments))[0]);
  }

  @Override
  public final float callFloat(double... arguments) {
    checkResult(ValueType.F32);
    return Float.intBitsToFloat((int) enter(raw(arguments))[0]);
  }

  @Override
  public final double callDouble(long... arguments) {
    checkResult(ValueType.F64);
    return Double.longBitsToDouble(enter(whole(arguments))[0]);
  }

  @Override
  public final double callDouble(double... arguments) {
    checkResult(ValueType.F64);
    return Double.longBitsToDouble(enter(raw(arguments))[0]);
  }

  @Override
  public final List<@Nullable Object> invoke(@Nullable Object... arguments) {
    checkCount(arguments.length, type().parameters().size());
    long[] r = new long[roomForFrames()];
    @Nullable Object[] references =
        new Object[Math.max(signature().parameterReferences(), signature().resultReferences())];
    List<ValueType> parameters = type().parameters();
    for (int i = 0; i < arguments.length; i++) {
      ValueType parameter = parameters.get(i);
      String what = argument(i);
      int slot = signature().parameterSlots()[i];
      if (parameter.isReference()) {
        references[slot] = Values.checkReference(parameter, arguments[i], what);
        admit(arguments[i], what);
      } else {
        Values.write(parameter, arguments[i], what, r, slot);
      }
    }
    begin(r, references);
    List<ValueType> results = type().results();
    @Nullable Object[] objects = new Object[results.size()];
    for (int i = 0; i < objects.length; i++) {
      int slot = signature().resultSlots()[i];
      objects[i] =
          results.get(i).isReference() ? references[slot] : Values.read(results.get(i), r, slot);
    }
    return Arrays.asList(objects);
  }

  private void checkNoResult() {
    if (!type().results().isEmpty()) {
      throw new IllegalArgumentException(
          name() + ": expected a function without results, found " + type());
    }
  }

  private void checkResult(ValueType expected) {
    List<ValueType> results = type().results();
    if (results.size() != 1 || results.getFirst() != expected) {
      throw new IllegalArgumentException(
          name() + ": expected one result of type " + expected + ", found " + type());
    }
  }

  /** Arguments that are integers, of which every one fits its parameter. */
  private long[] whole(long[] arguments) {
    if (signature().takesFloats()) {
      checkCount(
          arguments.length, signature().parameterNumbers() + signature().parameterReferences());
      throw new IllegalArgumentException(
          name()
              + " "
              + type()
              + ": integers given for floating-point parameters might be numbers or bits: give"
              + " numbers with a point (3.0), or bits to call(...)");
    }
    for (long argument : arguments) {
      if (argument != (int) argument) {
        checkRange(arguments);
        break;
      }
    }
    return arguments;
  }

  private void checkRange(long[] arguments) {
    List<ValueType> parameters = type().parameters();
    for (int i = 0; i < parameters.size(); i++) {
      int slot = signature().parameterSlots()[i];
      if (parameters.get(i) == ValueType.I32
          && slot < arguments.length
          && !Values.isI32(arguments[slot])) {
        throw new IllegalArgumentException(
            argument(i) + ": expected i32, found " + arguments[slot] + ", which is beyond it");
      }
    }
  }

  /** Arguments that are numbers of any type, in raw form. */
  private long[] raw(double[] arguments) {
    List<ValueType> parameters = type().parameters();
    checkCount(arguments.length, parameters.size());
    long[] raw = new long[arguments.length];
    for (int i = 0; i < raw.length; i++) {
      raw[i] = Values.toRaw(parameters.get(i), arguments[i], argument(i));
    }
    return raw;
  }

  private String argument(int index) {
    return "argument " + index + " of " + name();
  }

  /** Runs the function on numbers; the results are at the start of what is returned. */
  private long[] enter(long[] arguments) {
    checkCount(
        arguments.length, signature().parameterNumbers() + signature().parameterReferences());
    if (signature().hasReferences()) {
      throw new IllegalArgumentException(
          name() + ": references have no raw form, use invoke to call " + type());
    }
    long[] r = new long[roomForFrames()];
    System.arraycopy(arguments, 0, r, 0, arguments.length);
    begin(r, NO_REFERENCES);
    return r;
  }

  private static final Object[] NO_REFERENCES = {};

  private void begin(long[] r, @Nullable Object[] references) {
    Nesting nesting = null;
    Activation outer = null;
    Activation activation = null;
    try {
      nesting = Nesting.ofThread();
      outer = nesting.innermost;
      activation = Activation.begin(outer, maxDepth(), maxStackValues(), r.length);
      nesting.innermost = activation;
      enter(r, 0, references, 0, null, activation, activation.depthLeft);
    } catch (TrapException trap) {
      trap.leaveGuest();
      throw trap;
    } catch (RuntimeTaggedException exception) {
      exception.leaveGuest();
      throw exception;
    } catch (IndexOutOfBoundsException | StackOverflowError thrown) {
      Throwable leaving = Activation.trapFor(thrown, activation);
      if (leaving instanceof TrapException trap) {
        trap.leaveGuest();
      } else {
        showGuest(leaving, activation, nesting);
      }
      throw Rethrow.<RuntimeException>unchecked(leaving);
    } catch (Throwable thrown) {
      showGuest(thrown, activation, nesting);
      throw thrown;
    } finally {
      if (nesting != null) {
        nesting.innermost = outer;
      }
      if (activation != null) {
        activation.end();
      }
    }
  }

  /** Has what a host function threw show the guest that it came through. */
  private static void showGuest(
      Throwable thrown, @Nullable Activation activation, @Nullable Nesting nesting) {
    if (activation == null
        || nesting == null
        || !activation.isForeign(thrown)
        || thrown instanceof WasmException
        || nesting.isFromElsewhere(thrown)) {
      return;
    }
    try {
      GuestTrace.show(thrown, activation.leftByForeign());
    } catch (StackOverflowError | OutOfMemoryError e) {
      // no room for it, and nothing to be done about that
    }
  }

  private void checkCount(int found, int expected) {
    if (found != expected) {
      throw new IllegalArgumentException(
          name() + " " + type() + ": expected " + expected + " arguments, found " + found);
    }
  }

  @Override
  public String toString() {
    return name() + " " + type();
  }
}
