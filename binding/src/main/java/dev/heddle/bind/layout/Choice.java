package dev.heddle.bind.layout;

import dev.heddle.wasm.Memory;
import dev.heddle.wasm.types.ValueType;
import java.util.List;

/** A constant of an enumeration: the number of its place in the order of declaration. */
final class Choice extends Layout {

  private final Class<?> type;
  private final Object[] constants;

  Choice(Class<?> type) {
    super(
        sizeOfTag(type.getEnumConstants().length),
        sizeOfTag(type.getEnumConstants().length),
        List.of(ValueType.I32));
    this.type = type;
    this.constants = type.getEnumConstants();
  }

  /** How many bytes tell so many cases apart. */
  static int sizeOfTag(int cases) {
    return cases <= 1 << 8 ? 1 : cases <= 1 << 16 ? 2 : 4;
  }

  static void storeTag(Memory memory, long address, int size, int tag) {
    switch (size) {
      case 1 -> memory.putByte(address, (byte) tag);
      case 2 -> memory.putShort(address, (short) tag);
      default -> memory.putInt(address, tag);
    }
  }

  static int loadTag(Memory memory, long address, int size) {
    return switch (size) {
      case 1 -> Byte.toUnsignedInt(memory.getByte(address));
      case 2 -> Short.toUnsignedInt(memory.getShort(address));
      default -> memory.getInt(address);
    };
  }

  @Override
  public boolean usesMemory() {
    return false;
  }

  @Override
  public void lower(Object value, Lowering to) {
    to.number(((Enum<?>) value).ordinal());
  }

  @Override
  public Object lift(Lifting from) {
    return constant((int) from.number(), from);
  }

  @Override
  public void store(Object value, long address, Lowering to) {
    storeTag(to.memory(), address, size(), ((Enum<?>) value).ordinal());
  }

  @Override
  public Object load(long address, Lifting from) {
    return constant(loadTag(from.memory(), address, size()), from);
  }

  private Object constant(int ordinal, Lifting from) {
    if (ordinal < 0 || ordinal >= constants.length) {
      throw from.failure(
          Integer.toUnsignedString(ordinal)
              + " is none of the "
              + constants.length
              + " constants of "
              + type.getSimpleName());
    }
    return constants[ordinal];
  }
}
