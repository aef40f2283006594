package dev.heddle.wasm.validate;

import dev.heddle.wasm.types.FunctionType;

/**
 * What a function or a block takes from the operand stack and leaves on it, see {@link
 * OperandTypes}. The arrays are not written after construction.
 */
final class StackEffect {

  /** The effect of a block that takes and leaves nothing. */
  static final StackEffect NONE = new StackEffect(new int[0], new int[0]);

  private static final StackEffect[] ONE_RESULT = new StackEffect[OperandTypes.V128 + 1];

  static {
    for (int type = 0; type < ONE_RESULT.length; type++) {
      ONE_RESULT[type] = new StackEffect(new int[0], new int[] {type});
    }
  }

  final int[] parameters;
  final int[] results;

  private StackEffect(int[] parameters, int[] results) {
    this.parameters = parameters;
    this.results = results;
  }

  static StackEffect of(FunctionType type, ModuleTypes types) {
    return new StackEffect(types.of(type.parameters()), types.of(type.results()));
  }

  /** The effect of a block that leaves one value. */
  static StackEffect ofResult(int type) {
    return type < ONE_RESULT.length
        ? ONE_RESULT[type]
        : new StackEffect(new int[0], new int[] {type});
  }
}
