package dev.heddle.wasm.compile;

/** How accesses of memory are written. */
public enum CodeForm {

  /**
   * All of them are calls of methods that do them. HotSpot's first compiler, which does not inline
   * these, is done with such a function in milliseconds, and the second inlines as many as it has
   * room for. How every function begins.
   */
  LEAN,

  /**
   * Those in loops that have more of them than HotSpot's second compiler would inline are written
   * out, which it inlines regardless: twice to four times as fast in the end, but slow until then,
   * since each is some 50 registers of the first compiler, which has 10,000, and before that is
   * interpreted by the JVM, which is slower with them than with anything else.
   */
  DIRECT
}
