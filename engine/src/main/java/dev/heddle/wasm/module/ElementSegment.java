package dev.heddle.wasm.module;

import dev.heddle.wasm.types.ReferenceType;
import java.util.List;

/**
 * An entry of the element section. Source: core specification, section 2.5.7 (element segments).
 *
 * @param type the type of the elements
 * @param items an expression for each element
 * @param mode when it is used
 * @param offset where the entry is, in bytes from the start of the module
 */
public record ElementSegment(
    ReferenceType type, List<ConstantExpression> items, Mode mode, int offset) {

  /** When a segment is used. */
  public sealed interface Mode {}

  /** Copied into a table at instantiation. */
  public record Active(int table, ConstantExpression start) implements Mode {}

  /** Copied by {@code table.init}. */
  public record Passive() implements Mode {}

  /** Never copied: it only declares functions whose references the code makes. */
  public record Declarative() implements Mode {}
}
