package dev.heddle.bind.layout;

import dev.heddle.wasm.Memory;
import dev.heddle.wasm.types.ValueType;
import java.lang.invoke.MethodType;
import java.util.List;

/** A number, character or truth value. */
public final class Scalar extends Layout {

  @SuppressWarnings("ImmutableEnumChecker") // types of WebAssembly are immutable
  private enum Kind {
    BOOLEAN(1, ValueType.I32),
    BYTE(1, ValueType.I32),
    SHORT(2, ValueType.I32),
    CHAR(2, ValueType.I32),
    INT(4, ValueType.I32),
    LONG(8, ValueType.I64),
    FLOAT(4, ValueType.F32),
    DOUBLE(8, ValueType.F64);

    private final int size;
    private final ValueType type;

    Kind(int size, ValueType type) {
      this.size = size;
      this.type = type;
    }
  }

  private final Kind kind;

  private Scalar(Kind kind) {
    super(kind.size, kind.size, List.of(kind.type));
    this.kind = kind;
  }

  /** Whether a class is one of numbers, characters or truth values, boxed or not. */
  public static boolean isScalar(Class<?> type) {
    Class<?> primitive = MethodType.methodType(type).unwrap().returnType();
    return primitive.isPrimitive() && primitive != void.class;
  }

  /** The layout of such a class. */
  static Scalar of(Class<?> type) {
    Class<?> primitive = MethodType.methodType(type).unwrap().returnType();
    for (Kind kind : Kind.values()) {
      if (kind.name().equalsIgnoreCase(primitive.getName())) {
        return new Scalar(kind);
      }
    }
    throw new IllegalArgumentException(type.getName());
  }

  @Override
  public boolean usesMemory() {
    return false;
  }

  @Override
  public void lower(Object value, Lowering to) {
    to.number(raw(value));
  }

  @Override
  public Object lift(Lifting from) {
    return value(from.number());
  }

  /** Whether the bridge takes the boxed Java value as it is. */
  public boolean isNumber() {
    return kind != Kind.BOOLEAN && kind != Kind.CHAR;
  }

  /** The raw form of a Java value. */
  public long raw(Object value) {
    return switch (kind) {
      case BOOLEAN -> (Boolean) value ? 1 : 0;
      case BYTE -> (Byte) value;
      case SHORT -> (Short) value;
      case CHAR -> (Character) value;
      case INT -> (Integer) value;
      case LONG -> (Long) value;
      case FLOAT -> Float.floatToRawIntBits((Float) value) & 0xffff_ffffL;
      case DOUBLE -> Double.doubleToRawLongBits((Double) value);
    };
  }

  /** The Java value of a number in raw form; of small ones the low bits count. */
  public Object value(long raw) {
    return switch (kind) {
      case BOOLEAN -> (Object) ((int) raw != 0);
      case BYTE -> (byte) raw;
      case SHORT -> (short) raw;
      case CHAR -> (char) raw;
      case INT -> (int) raw;
      case LONG -> raw;
      case FLOAT -> Float.intBitsToFloat((int) raw);
      case DOUBLE -> Double.longBitsToDouble(raw);
    };
  }

  @Override
  public void store(Object value, long address, Lowering to) {
    Memory memory = to.memory();
    switch (kind) {
      case BOOLEAN -> memory.putByte(address, (byte) ((Boolean) value ? 1 : 0));
      case BYTE -> memory.putByte(address, (Byte) value);
      case SHORT -> memory.putShort(address, (Short) value);
      case CHAR -> memory.putShort(address, (short) (char) (Character) value);
      case INT -> memory.putInt(address, (Integer) value);
      case LONG -> memory.putLong(address, (Long) value);
      case FLOAT -> memory.putFloat(address, (Float) value);
      case DOUBLE -> memory.putDouble(address, (Double) value);
    }
  }

  @Override
  public Object load(long address, Lifting from) {
    Memory memory = from.memory();
    return switch (kind) {
      case BOOLEAN -> (Object) (memory.getByte(address) != 0);
      case BYTE -> memory.getByte(address);
      case SHORT -> memory.getShort(address);
      case CHAR -> (char) memory.getShort(address);
      case INT -> memory.getInt(address);
      case LONG -> memory.getLong(address);
      case FLOAT -> memory.getFloat(address);
      case DOUBLE -> memory.getDouble(address);
    };
  }
}
