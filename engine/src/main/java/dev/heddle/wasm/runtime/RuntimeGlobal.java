package dev.heddle.wasm.runtime;

import dev.heddle.wasm.Global;
import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;
import dev.heddle.wasm.V128;
import dev.heddle.wasm.types.GlobalType;
import dev.heddle.wasm.types.NumberType;
import dev.heddle.wasm.types.ValueType;
import org.jspecify.annotations.Nullable;

/**
 * A global variable. Numbers are in {@link #bits}, vectors there and in {@link #high}, references
 * in {@link #reference}.
 */
public final class RuntimeGlobal implements Global {

  /** The value of a number, in raw form, or the low half of a vector. */
  public long bits;

  /** The high half of a vector. */
  public long high;

  /** The value of a reference. */
  public @Nullable Object reference;

  /** Whose it is; a constant of the host that is no guest's function is nobody's. */
  public final Owner owner;

  private final GlobalType type;

  /** Whether all code that sets it keeps it within its bounds. */
  private final boolean bounded;

  /** The least that a guest may set it to, without a sign. */
  private long lowest;

  /** By how much more it may be set, without a sign. */
  private long extent = -1;

  public RuntimeGlobal(GlobalType type, Owner owner) {
    this(type, owner, false);
  }

  public RuntimeGlobal(GlobalType type, Owner owner, boolean bounded) {
    this.type = type;
    this.owner = owner;
    this.bounded = bounded;
  }

  /** A global made by the host. */
  public static RuntimeGlobal create(GlobalType type, @Nullable Object initial) {
    RuntimeGlobal global = new RuntimeGlobal(type, new Owner());
    global.put(initial);
    return global;
  }

  @Override
  public GlobalType type() {
    return type;
  }

  @Override
  public @Nullable Object get() {
    if (type.value().isReference()) {
      return reference;
    }
    return type.value() == ValueType.V128
        ? new V128(bits, high)
        : Values.toObject(type.value(), bits);
  }

  @Override
  public void set(@Nullable Object value) {
    if (!type.mutable()) {
      throw new IllegalStateException(type + " is immutable");
    }
    put(value);
  }

  @Override
  public long raw() {
    if (!(type.value() instanceof NumberType)) {
      throw new IllegalArgumentException(type + " is not a number");
    }
    return Values.normalize(type.value(), bits);
  }

  @Override
  public boolean isBounded() {
    return bounded;
  }

  @Override
  public void bound(long lowest, long highest) {
    if (!bounded) {
      throw new IllegalStateException(
          type + " was made without bounds, see Instance.Builder.boundedGlobal");
    }
    this.lowest = lowest;
    this.extent = highest - lowest;
  }

  /** Sets it for a guest, in raw form, if that is within its bounds. */
  public void putWithin(long value) {
    long address = type.value() == NumberType.I32 ? value & 0xffff_ffffL : value;
    if (Long.compareUnsigned(address - lowest, extent) > 0) {
      throw outOfBounds(address);
    }
    bits = value;
  }

  private TrapException outOfBounds(long address) {
    return new TrapException(
        TrapKind.CALL_STACK_EXHAUSTED,
        "the stack pointer would be "
            + Long.toUnsignedString(address)
            + ", which is not from "
            + Long.toUnsignedString(lowest)
            + " to "
            + Long.toUnsignedString(lowest + extent));
  }

  public void putVector(V128 vector) {
    bits = vector.low();
    high = vector.high();
  }

  private void put(@Nullable Object value) {
    if (type.value().isReference()) {
      String what = "value of " + type;
      Values.checkReference(type.value(), value, what);
      owner.admit(value, what);
      reference = value;
    } else if (type.value() == ValueType.V128) {
      putVector(Values.toVector(value, "value of " + type));
    } else {
      bits = Values.toRaw(type.value(), value, "value of " + type);
    }
  }
}
