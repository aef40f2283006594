package dev.heddle.wasm.compile;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.heddle.wasm.code.RegisterKind;
import dev.heddle.wasm.store.CacheSource;
import dev.heddle.wasm.types.FunctionType;

/**
 * Names for function types that say all that generated code needs to know of them, so that the name
 * is the same whenever and wherever a class is generated.
 */
final class TypeNames {

  /** How many parameters and results are spelled out; of more there is a digest. */
  private static final int MOST = 60;

  private TypeNames() {}

  /** The name for all types whose parameters and results are of the same kinds. */
  static String of(FunctionType type) {
    byte[] parameters = Types.kinds(type.parameters());
    byte[] results = Types.kinds(type.results());
    StringBuilder name = new StringBuilder("T");
    for (byte kind : parameters) {
      name.append(letter(kind));
    }
    name.append('_');
    for (byte kind : results) {
      name.append(letter(kind));
    }
    if (parameters.length + results.length <= MOST) {
      return name.toString();
    }
    return "T" + CacheSource.digest(name.toString().getBytes(US_ASCII));
  }

  private static char letter(byte kind) {
    return switch (kind) {
      case RegisterKind.I32 -> 'I';
      case RegisterKind.I64 -> 'J';
      case RegisterKind.F32 -> 'F';
      case RegisterKind.F64 -> 'D';
      default -> 'L';
    };
  }
}
