package dev.heddle.wasm.module;

import dev.heddle.wasm.types.ValueType;
import java.util.List;

/**
 * An entry of the code section. The code itself stays in the module's bytes.
 *
 * @param locals the local variables declared here, run-length encoded as in the binary format
 * @param start the offset of the first instruction, in bytes from the start of the module
 * @param end the offset just after the final {@code end}
 */
public record FunctionBody(List<LocalGroup> locals, int start, int end) {

  /**
   * A run of local variables of one type.
   *
   * @param count how many
   * @param type their type
   */
  public record LocalGroup(int count, ValueType type) {}

  /** The number of local variables declared here, parameters not counted. */
  public int localCount() {
    int count = 0;
    for (LocalGroup group : locals) {
      count += group.count();
    }
    return count;
  }
}
