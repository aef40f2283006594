package dev.heddle.wasm.runtime;

import dev.heddle.wasm.Global;
import dev.heddle.wasm.types.GlobalType;
import org.jspecify.annotations.Nullable;

/** A global variable. Numbers are in {@link #bits}, references in {@link #reference}. */
public final class RuntimeGlobal implements Global {

  /** The value of a number, in raw form. */
  public long bits;

  /** The value of a reference. */
  public @Nullable Object reference;

  private final GlobalType type;

  RuntimeGlobal(GlobalType type) {
    this.type = type;
  }

  /** A global made by the host. */
  public static RuntimeGlobal create(GlobalType type, @Nullable Object initial) {
    RuntimeGlobal global = new RuntimeGlobal(type);
    global.put(initial);
    return global;
  }

  @Override
  public GlobalType type() {
    return type;
  }

  @Override
  public @Nullable Object get() {
    return type.value().isReference() ? reference : Values.toObject(type.value(), bits);
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
    if (type.value().isReference()) {
      throw new IllegalArgumentException(type + " is not a number");
    }
    return Values.normalize(type.value(), bits);
  }

  private void put(@Nullable Object value) {
    if (type.value().isReference()) {
      reference = Values.checkReference(type.value(), value, "value of " + type);
    } else {
      bits = Values.toRaw(type.value(), value, "value of " + type);
    }
  }
}
