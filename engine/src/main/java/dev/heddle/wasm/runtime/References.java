package dev.heddle.wasm.runtime;

import dev.heddle.wasm.I31;
import dev.heddle.wasm.lower.CastTarget;
import dev.heddle.wasm.types.AbstractHeapType;
import dev.heddle.wasm.types.DefinedType;
import dev.heddle.wasm.types.HeapType;
import org.jspecify.annotations.Nullable;

/**
 * What references are of what type. Source: core specification, section 4.6.4 (reference
 * instructions).
 */
public final class References {

  private References() {}

  /**
   * Whether a reference, known to be of the hierarchy of the type it is tested for, is of that
   * type.
   *
   * @param target the type, see {@link CastTarget}
   */
  public static boolean test(@Nullable Object reference, int target, RuntimeInstance instance) {
    if (reference == null) {
      return CastTarget.isNullable(target);
    }
    return CastTarget.isDefined(target)
        ? isA(reference, instance.types[CastTarget.typeIndex(target)])
        : isA(reference, CastTarget.abstractType(target));
  }

  /** Whether two references are the same. */
  public static boolean areSame(@Nullable Object a, @Nullable Object b) {
    return a == b || a instanceof I31 one && one.equals(b);
  }

  /** Whether a Java object that is not null may be a reference to a heap type. */
  static boolean isA(Object reference, HeapType heap) {
    return switch (heap) {
      case DefinedType type -> isA(reference, type);
      case AbstractHeapType.FUNC -> reference instanceof RuntimeFunction;
      case AbstractHeapType.EXN -> reference instanceof Throwable;
      case AbstractHeapType kind -> isA(reference, kind);
    };
  }

  private static boolean isA(Object reference, DefinedType type) {
    return switch (reference) {
      case RuntimeStruct struct -> struct.layout.type().isSubtypeOf(type);
      case RuntimeArray array -> array.type.isSubtypeOf(type);
      case RuntimeFunction function -> function.definedType().isSubtypeOf(type);
      default -> false;
    };
  }

  private static boolean isA(Object reference, AbstractHeapType kind) {
    return switch (kind) {
      case ANY, FUNC, EXTERN, EXN -> true;
      case EQ ->
          reference instanceof RuntimeStruct
              || reference instanceof RuntimeArray
              || reference instanceof I31;
      case I31 -> reference instanceof I31;
      case STRUCT -> reference instanceof RuntimeStruct;
      case ARRAY -> reference instanceof RuntimeArray;
      case NONE, NOFUNC, NOEXTERN, NOEXN -> false;
    };
  }
}
