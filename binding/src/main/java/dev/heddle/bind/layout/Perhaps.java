package dev.heddle.bind.layout;

import dev.heddle.wasm.types.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An {@code Optional}: 0 for none, or 1 and the value. */
final class Perhaps extends Layout {

  private final Layout value;
  private final int offset;

  Perhaps(Layout value) {
    super(
        align(align(1, value.alignment()) + value.size(), value.alignment()),
        value.alignment(),
        flat(value));
    this.value = value;
    this.offset = align(1, value.alignment());
  }

  private static List<ValueType> flat(Layout value) {
    List<ValueType> flat = new ArrayList<>();
    flat.add(ValueType.I32);
    flat.addAll(value.flat());
    return flat;
  }

  @Override
  public boolean usesMemory() {
    return value.usesMemory();
  }

  @Override
  public void lower(Object optional, Lowering to) {
    Object present = ((Optional<?>) optional).orElse(null);
    to.number(present == null ? 0 : 1);
    if (present == null) {
      to.zeros(value.flat().size());
    } else {
      value.lower(present, to);
    }
  }

  @Override
  public Object lift(Lifting from) {
    if (isPresent((int) from.number(), from)) {
      return Optional.of(value.lift(from));
    }
    from.skip(value.flat().size());
    return Optional.empty();
  }

  @Override
  public void store(Object optional, long address, Lowering to) {
    Object present = ((Optional<?>) optional).orElse(null);
    to.memory().putByte(address, (byte) (present == null ? 0 : 1));
    if (present != null) {
      value.store(present, address + offset, to);
    }
  }

  @Override
  public Object load(long address, Lifting from) {
    return isPresent(Byte.toUnsignedInt(from.memory().getByte(address)), from)
        ? Optional.of(value.load(address + offset, from))
        : Optional.empty();
  }

  private static boolean isPresent(int tag, Lifting from) {
    if (tag != 0 && tag != 1) {
      throw from.failure(
          "an Optional begins with 0 or 1, not with " + Integer.toUnsignedString(tag));
    }
    return tag == 1;
  }
}
