package dev.heddle.wasm.runtime;

import dev.heddle.wasm.HostCall;
import dev.heddle.wasm.Instance;
import dev.heddle.wasm.Memory;
import dev.heddle.wasm.V128;
import dev.heddle.wasm.code.Signature;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.ValueType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One call of a host function, on the arguments where the caller put them. */
public final class RuntimeHostCall implements HostCall {

  private final Signature signature;
  private final String name;
  private final @Nullable RuntimeInstance caller;
  private final long[] r;
  private final int base;
  private final @Nullable Object[] references;
  private final int referenceBase;

  /**
   * Whether results have been set. They stay apart from the arguments until the function returns.
   */
  private boolean returned;

  private long single;
  private long singleHigh;
  private @Nullable Object @Nullable [] all;

  RuntimeHostCall(
      Signature signature,
      String name,
      @Nullable RuntimeInstance caller,
      long[] r,
      int base,
      @Nullable Object[] references,
      int referenceBase) {
    this.signature = signature;
    this.name = name;
    this.caller = caller;
    this.r = r;
    this.base = base;
    this.references = references;
    this.referenceBase = referenceBase;
  }

  @Override
  public FunctionType type() {
    return signature.type();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Instance instance() {
    if (caller == null) {
      throw new IllegalStateException(name + " was called by the host, not by an instance");
    }
    return caller;
  }

  @Override
  public Memory memory() {
    if (caller == null) {
      throw new IllegalStateException(name + " was called by the host, not by an instance");
    }
    return caller.mainMemory();
  }

  @Override
  public int i32(int index) {
    return (int) number(index, ValueType.I32);
  }

  @Override
  public long i64(int index) {
    return number(index, ValueType.I64);
  }

  @Override
  public float f32(int index) {
    return Float.intBitsToFloat((int) number(index, ValueType.F32));
  }

  @Override
  public double f64(int index) {
    return Double.longBitsToDouble(number(index, ValueType.F64));
  }

  @Override
  public V128 v128(int index) {
    int slot = slot(index, ValueType.V128);
    return new V128(r[slot], r[slot + 1]);
  }

  @Override
  public @Nullable Object reference(int index) {
    ValueType type = parameter(index);
    if (!type.isReference()) {
      throw new IllegalArgumentException(
          name + ": argument " + index + " is " + type + ", not a reference");
    }
    return references[referenceBase + signature.parameterSlots()[index]];
  }

  @Override
  public @Nullable Object argument(int index) {
    ValueType type = parameter(index);
    return type.isReference()
        ? reference(index)
        : Values.read(type, r, base + signature.parameterSlots()[index]);
  }

  @Override
  public void returnI32(int result) {
    returnNumber(ValueType.I32, result);
  }

  @Override
  public void returnI64(long result) {
    returnNumber(ValueType.I64, result);
  }

  @Override
  public void returnF32(float result) {
    returnNumber(ValueType.F32, Float.floatToRawIntBits(result));
  }

  @Override
  public void returnF64(double result) {
    returnNumber(ValueType.F64, Double.doubleToRawLongBits(result));
  }

  @Override
  public void returnV128(V128 result) {
    returnBits(ValueType.V128, result.low(), result.high());
  }

  @Override
  public void returnAll(@Nullable Object... results) {
    List<ValueType> types = type().results();
    if (results.length != types.size()) {
      throw new IllegalArgumentException(
          name + " " + type() + ": expected " + types.size() + " results, found " + results.length);
    }
    for (int i = 0; i < results.length; i++) {
      String what = "result " + i + " of " + name;
      Values.check(types.get(i), results[i], what);
      if (caller != null) {
        Owner.admit(results[i], caller.store(), what);
      }
    }
    all = results.clone();
    returned = true;
  }

  /** Puts the results where the caller expects them. */
  void finish() {
    List<ValueType> types = type().results();
    if (!returned) {
      if (!types.isEmpty()) {
        throw new IllegalStateException(
            name + " " + type() + " returned without setting its results");
      }
      return;
    }
    @Nullable Object[] objects = all;
    if (objects == null) {
      r[base] = single;
      if (signature.resultNumbers() > 1) {
        r[base + 1] = singleHigh;
      }
      return;
    }
    for (int i = 0; i < objects.length; i++) {
      int slot = signature.resultSlots()[i];
      if (types.get(i).isReference()) {
        references[referenceBase + slot] = objects[i];
      } else {
        Values.write(types.get(i), objects[i], name, r, base + slot);
      }
    }
  }

  private ValueType parameter(int index) {
    List<ValueType> parameters = type().parameters();
    if (index < 0 || index >= parameters.size()) {
      throw new IllegalArgumentException(name + " " + type() + ": there is no argument " + index);
    }
    return parameters.get(index);
  }

  private long number(int index, ValueType asked) {
    return r[slot(index, asked)];
  }

  private int slot(int index, ValueType asked) {
    ValueType type = parameter(index);
    if (type != asked) {
      throw new IllegalArgumentException(
          name + ": argument " + index + " is " + type + ", not " + asked);
    }
    return base + signature.parameterSlots()[index];
  }

  private void returnNumber(ValueType given, long result) {
    returnBits(given, result, 0);
  }

  private void returnBits(ValueType given, long low, long high) {
    List<ValueType> types = type().results();
    if (types.size() != 1 || types.getFirst() != given) {
      throw new IllegalArgumentException(
          name + " " + type() + ": expected its results, found one result of type " + given);
    }
    single = low;
    singleHigh = high;
    all = null;
    returned = true;
  }
}
