package dev.heddle.wasm.compile;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.heddle.wasm.code.RegisterKind;
import dev.heddle.wasm.runtime.Activation;
import dev.heddle.wasm.runtime.Interruption;
import dev.heddle.wasm.runtime.RuntimeFunction;
import dev.heddle.wasm.runtime.RuntimeGlobal;
import dev.heddle.wasm.runtime.RuntimeInstance;
import dev.heddle.wasm.runtime.RuntimeMemory;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.ValueType;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * The types of the JVM that stand for those of guests, and descriptors that generated code needs.
 */
final class Types {

  /** The kind of the lower half of a vector. */
  static final byte LOW = 16;

  /** The kind of the upper half of a vector, in the register that follows. */
  static final byte HIGH = 17;

  static final ClassDesc INSTANCE = desc(RuntimeInstance.class);
  static final ClassDesc ACTIVATION = desc(Activation.class);
  static final ClassDesc INTERRUPTION = desc(Interruption.class);
  static final ClassDesc FUNCTION = desc(RuntimeFunction.class);
  static final ClassDesc GLOBAL = desc(RuntimeGlobal.class);
  static final ClassDesc MEMORY = desc(RuntimeMemory.class);
  static final ClassDesc SEGMENT = desc(MemorySegment.class);
  static final ClassDesc VAR_HANDLE = desc(VarHandle.class);
  static final ClassDesc LONGS = CD_long.arrayType();
  static final ClassDesc OBJECTS = CD_Object.arrayType();

  /** How many slots of the JVM the parameters of a method may take, the last three included. */
  private static final int MAX_PARAMETER_SLOTS = 255;

  private Types() {}

  /** The descriptor of a class. */
  static ClassDesc desc(Class<?> type) {
    return type.describeConstable().orElseThrow();
  }

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

  static ClassDesc desc(byte kind) {
    return switch (kind) {
      case RegisterKind.I32 -> CD_int;
      case RegisterKind.I64, LOW, HIGH -> CD_long;
      case RegisterKind.F32 -> CD_float;
      case RegisterKind.F64 -> CD_double;
      default -> CD_Object;
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
  static MethodTypeDesc method(FunctionType type) {
    List<ClassDesc> parameters = new ArrayList<>();
    if (isSpread(type)) {
      parameters.add(LONGS);
      parameters.add(OBJECTS);
    } else {
      for (byte kind : kinds(type.parameters())) {
        parameters.add(desc(kind));
      }
    }
    parameters.add(INSTANCE);
    parameters.add(ACTIVATION);
    parameters.add(CD_int);
    byte[] results = kinds(type.results());
    return MethodTypeDesc.of(results.length == 0 ? CD_void : desc(results[0]), parameters);
  }
}
