package dev.heddle.bind.method;

import dev.heddle.wasm.types.NumberType;
import dev.heddle.wasm.types.ValueType;
import dev.heddle.wasm.types.VectorType;

/** The types of a guest's values as Java writes them. */
public final class JavaTypes {

  private JavaTypes() {}

  /** The type of a parameter or of a single result. */
  public static String of(ValueType type) {
    return switch (type) {
      case NumberType.I32 -> "int";
      case NumberType.I64 -> "long";
      case NumberType.F32 -> "float";
      case NumberType.F64 -> "double";
      case VectorType.V128 -> "V128";
      default -> "Object";
    };
  }

  /** A type, or {@code void}, as a type argument. */
  public static String boxed(String type) {
    return switch (type) {
      case "void" -> "Void";
      case "int" -> "Integer";
      case "long" -> "Long";
      case "float" -> "Float";
      case "double" -> "Double";
      case String other -> other;
    };
  }
}
