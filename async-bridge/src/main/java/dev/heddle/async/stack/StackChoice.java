package dev.heddle.async.stack;

/** What the host says about a guest's stack pointer. Immutable and thread-safe. */
public sealed interface StackChoice {

  /** Nothing: it is looked for under the name that compilers give it. */
  StackChoice USUAL = new Named("__stack_pointer", 0, false);

  /** It has none. */
  StackChoice NONE = new None();

  /**
   * The global of this name.
   *
   * @param name under which it is exported, imported, or known to the name section
   * @param memory the index of the memory into which it points
   * @param required whether it must be there
   */
  record Named(String name, int memory, boolean required) implements StackChoice {}

  /**
   * The global of this index.
   *
   * @param global its index in the module, imported ones first
   * @param memory the index of the memory into which it points
   */
  record AtIndex(int global, int memory) implements StackChoice {}

  /** The guest keeps no stack in linear memory. */
  record None() implements StackChoice {}
}
