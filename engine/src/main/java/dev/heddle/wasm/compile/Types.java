package dev.heddle.wasm.compile;

import dev.heddle.wasm.bytecode.TypeKind;
import dev.heddle.wasm.code.RegisterKind;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.ValueType;
import java.util.List;

/**
 * The types of the JVM that stand for those of guests, and descriptors that generated code needs.
 */
final class Types {

  /** The kind of the lower half of a vector. */
  static final byte LOW = 16;

  /** The kind of the upper half of a vector, in the register that follows. */
  static final byte HIGH = 17;

  // Written out, so that descriptors made of them are constants of Java
  static final String INSTANCE = "Ldev/heddle/wasm/runtime/RuntimeInstance;";
  static final String ACTIVATION = "Ldev/heddle/wasm/runtime/Activation;";
  static final String INTERRUPTION = "Ldev/heddle/wasm/runtime/Interruption;";
  static final String FUNCTION = "Ldev/heddle/wasm/runtime/RuntimeFunction;";
  static final String GLOBAL = "Ldev/heddle/wasm/runtime/RuntimeGlobal;";
  static final String MEMORY = "Ldev/heddle/wasm/runtime/RuntimeMemory;";
  static final String CODE = "Ldev/heddle/wasm/runtime/CompiledCode;";
  static final String LOOP = "Ldev/heddle/wasm/runtime/CompiledLoop;";
  static final String TANK = "Ldev/heddle/wasm/runtime/FuelTank;";
  static final String REFERENCES = "Ldev/heddle/wasm/runtime/References;";
  static final String SUPPORT = "Ldev/heddle/wasm/instruction/Support;";
  static final String MEMORY_CODE = "Ldev/heddle/wasm/instruction/MemoryCode;";
  static final String MEMORY_HANDLES = "Ldev/heddle/wasm/instruction/MemoryHandles;";
  static final String INDIRECT_CALLS = "Ldev/heddle/wasm/instruction/IndirectCalls;";
  static final String VECTOR_CODE = "Ldev/heddle/wasm/instruction/VectorCode;";
  static final String FLOATING_POINT = "Ldev/heddle/wasm/instruction/FloatingPoint;";
  static final String SWAR = "Ldev/heddle/wasm/instruction/Swar;";
  static final String FUNCTIONS = "Ldev/heddle/wasm/store/CompiledFunctions;";
  static final String SEGMENT = "Ljava/lang/foreign/MemorySegment;";
  static final String VAR_HANDLE = "Ljava/lang/invoke/VarHandle;";
  static final String BYTE_ORDER = "Ljava/nio/ByteOrder;";
  static final String ARRAYS = "Ljava/util/Arrays;";
  static final String OBJECT = "Ljava/lang/Object;";
  static final String THROWABLE = "Ljava/lang/Throwable;";
  static final String SYSTEM = "Ljava/lang/System;";
  static final String MATH = "Ljava/lang/Math;";
  static final String INTEGER_CLASS = "Ljava/lang/Integer;";
  static final String LONG_CLASS = "Ljava/lang/Long;";
  static final String FLOAT_CLASS = "Ljava/lang/Float;";
  static final String DOUBLE_CLASS = "Ljava/lang/Double;";
  static final String LONGS = "[J";
  static final String OBJECTS = "[" + OBJECT;
  static final String GLOBALS = "[" + GLOBAL;
  static final String MEMORIES = "[" + MEMORY;
  static final String CODES = "[" + CODE;

  /**
   * How many slots of the JVM the parameters of a method may take, the last three included: one
   * less than there are, as some methods have another one besides.
   */
  private static final int MAX_PARAMETER_SLOTS = 254;

  private Types() {}

  /** How the JVM has a variable of a kind. */
  static TypeKind typeKind(byte kind) {
    return switch (kind) {
      case RegisterKind.I32 -> TypeKind.INT;
      case RegisterKind.I64, LOW, HIGH -> TypeKind.LONG;
      case RegisterKind.F32 -> TypeKind.FLOAT;
      case RegisterKind.F64 -> TypeKind.DOUBLE;
      default -> TypeKind.REFERENCE;
    };
  }

  /** The descriptor of a kind. */
  static String desc(byte kind) {
    return switch (kind) {
      case RegisterKind.I32 -> "I";
      case RegisterKind.I64, LOW, HIGH -> "J";
      case RegisterKind.F32 -> "F";
      case RegisterKind.F64 -> "D";
      default -> OBJECT;
    };
  }

  /** The kinds of values, in order, a vector as its halves. */
  static byte[] kinds(List<ValueType> types) {
    byte[] kinds = new byte[2 * types.size()];
    int count = 0;
    for (ValueType type : types) {
      byte kind = RegisterKind.of(type);
      if (kind == RegisterKind.V128) {
        kinds[count++] = LOW;
        kinds[count++] = HIGH;
      } else {
        kinds[count++] = kind;
      }
    }
    return java.util.Arrays.copyOf(kinds, count);
  }

  /** Whether a function has more parameters than a method may, so that they come in arrays. */
  static boolean isSpread(FunctionType type) {
    int slots = 3;
    for (byte kind : kinds(type.parameters())) {
      slots += typeKind(kind).slotSize();
    }
    return slots > MAX_PARAMETER_SLOTS;
  }

  /**
   * The descriptor of the method of a function: its parameters, or two arrays with them, and then
   * the instance, the activation, and the depth that is left. What it returns is the first of its
   * results.
   */
  static String method(FunctionType type) {
    StringBuilder descriptor = new StringBuilder("(");
    if (isSpread(type)) {
      descriptor.append(LONGS).append(OBJECTS);
    } else {
      for (byte kind : kinds(type.parameters())) {
        descriptor.append(desc(kind));
      }
    }
    descriptor.append(INSTANCE + ACTIVATION + "I)");
    byte[] results = kinds(type.results());
    return descriptor.append(results.length == 0 ? "V" : desc(results[0])).toString();
  }
}
