package dev.heddle.wasm.fuzz;

import static dev.heddle.wasm.fuzz.ReferenceTypes.ANY;
import static dev.heddle.wasm.fuzz.ReferenceTypes.EXN;
import static dev.heddle.wasm.fuzz.ReferenceTypes.EXTERN;
import static dev.heddle.wasm.fuzz.ReferenceTypes.I31;

/** What references are of what type. Source: core specification, section 4.2.2 (values). */
class ReferenceCasts {

  /** Whether a reference is of a type: null if that may be, or an object of a heap type. */
  boolean matches(Object reference, boolean nullable, int heap, ReferenceTypes types) {
    return reference == ReferenceEvaluator.NULL
        ? nullable
        : types.isBelow(heapType((ReferenceObject) reference), heap);
  }

  private static int heapType(ReferenceObject object) {
    return switch (object) {
      case ReferenceObject.Function function -> function.type();
      case ReferenceObject.Small small -> I31;
      case ReferenceObject.Host host -> ANY;
      case ReferenceObject.External external -> EXTERN;
      case ReferenceObject.Aggregate aggregate -> aggregate.type;
      case ReferenceObject.Exception exception -> EXN;
    };
  }
}
