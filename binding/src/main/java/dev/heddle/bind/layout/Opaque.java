package dev.heddle.bind.layout;

import dev.heddle.wasm.types.ValueType;
import java.util.List;

/** A reference or a vector, which the guest gets as it is. It has no place in memory. */
public final class Opaque extends Layout {

  Opaque(ValueType type) {
    super(0, 1, List.of(type));
  }

  @Override
  public boolean takesNull() {
    return flat().getFirst().isReference();
  }

  @Override
  public boolean usesMemory() {
    return false;
  }

  @Override
  public void lower(Object value, Lowering to) {
    to.object(value);
  }

  @Override
  public Object lift(Lifting from) {
    return from.object();
  }

  @Override
  public void store(Object value, long address, Lowering to) {
    throw new AssertionError("is refused when the binding is made");
  }

  @Override
  public Object load(long address, Lifting from) {
    throw new AssertionError("is refused when the binding is made");
  }
}
