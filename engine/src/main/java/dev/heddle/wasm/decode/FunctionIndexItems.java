package dev.heddle.wasm.decode;

import dev.heddle.wasm.module.ConstantExpression;
import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/**
 * The items of an element segment that is a plain vector of function indices, each seen as the
 * expression {@code ref.func}.
 *
 * <p>There may be millions; as expressions they would take seventy times the room. Immutable.
 */
final class FunctionIndexItems extends AbstractList<ConstantExpression> implements RandomAccess {

  private final int[] functionIndices;
  private final int offset;

  /**
   * The items, which must not be changed any more.
   *
   * @param offset where the vector begins, in bytes from the start of the module
   */
  FunctionIndexItems(int[] functionIndices, int offset) {
    this.functionIndices = functionIndices;
    this.offset = offset;
  }

  @Override
  public ConstantExpression get(int index) {
    return new ConstantExpression(
        List.of(new ConstantExpression.RefFunc(functionIndices[index])), offset);
  }

  @Override
  public int size() {
    return functionIndices.length;
  }
}
