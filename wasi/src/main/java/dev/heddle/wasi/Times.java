package dev.heddle.wasi;

import java.util.OptionalLong;

/**
 * New times of a file, in nanoseconds since 1970; what is empty stays as it is.
 *
 * @param accessed when it was read last
 * @param modified when it was changed last
 */
public record Times(OptionalLong accessed, OptionalLong modified) {}
