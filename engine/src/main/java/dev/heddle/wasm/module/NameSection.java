package dev.heddle.wasm.module;

import java.util.Map;
import java.util.Optional;

/**
 * What the name section tells. Source: core specification, appendix A.4.1 (name section).
 *
 * @param module the name of the module
 * @param functions names of functions by index
 * @param globals names of globals by index
 */
public record NameSection(
    Optional<String> module, Map<Integer, String> functions, Map<Integer, String> globals) {

  /** No names at all. */
  public static final NameSection EMPTY = new NameSection(Optional.empty(), Map.of(), Map.of());
}
