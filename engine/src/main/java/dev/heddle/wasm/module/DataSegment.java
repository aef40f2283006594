package dev.heddle.wasm.module;

import java.util.Optional;

/**
 * An entry of the data section. Source: core specification, section 2.5.8 (data segments).
 *
 * @param start the offset of its content in bytes from the start of the module
 * @param size the size of its content in bytes
 * @param active where it is copied to at instantiation, unless it is passive
 * @param offset where the entry is, in bytes from the start of the module
 */
public record DataSegment(int start, int size, Optional<Active> active, int offset) {

  /**
   * Where an active segment goes.
   *
   * @param memory the index of the memory
   * @param address an expression for the address
   */
  public record Active(int memory, ConstantExpression address) {}
}
