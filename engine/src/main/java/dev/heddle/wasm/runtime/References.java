package dev.heddle.wasm.runtime;

import dev.heddle.wasm.I31;
import dev.heddle.wasm.code.CastTarget;
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
    if (heap instanceof DefinedType type) {
      return isA(reference, type);
    }
    if (heap == AbstractHeapType.FUNC) {
      return reference instanceof RuntimeFunction;
    }
    if (heap == AbstractHeapType.EXN) {
      return reference instanceof Throwable;
    }
    return isA(reference, (AbstractHeapType) heap);
  }

  private static boolean isA(Object reference, DefinedType type) {
    if (reference instanceof RuntimeStruct struct) {
      return struct.layout.type().isSubtypeOf(type);
    }
    if (reference instanceof RuntimeArray array) {
      return array.type.isSubtypeOf(type);
    }
    return reference instanceof RuntimeFunction function
        && function.definedType().isSubtypeOf(type);
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
