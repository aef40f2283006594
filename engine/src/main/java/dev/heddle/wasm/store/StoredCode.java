package dev.heddle.wasm.store;

import org.jspecify.annotations.Nullable;

/**
 * Where a compiler finds classes that were generated before, and leaves those it generates. Used by
 * one thread at a time; {@link #mayHave} and {@link #isKept} by any.
 */
public abstract class StoredCode {

  /** Finds nothing and keeps nothing. */
  public static final StoredCode NONE = new StoredCode() {};

  /** For those below. */
  StoredCode() {}

  /** Makes sure that it has been read, which may take a while. */
  public void open() {}

  /** Whether a function's class was here before, or may have been because nobody has looked yet. */
  public boolean mayHave(int functionIndex) {
    return false;
  }

  /** The class of a function that has not been forgotten, or null. */
  public @Nullable GeneratedClass function(int functionIndex) {
    return null;
  }

  /** The class of a type of functions, or null. */
  public @Nullable GeneratedClass type(String name) {
    return null;
  }

  /** Whether the class of a function can be loaded at little cost, with all that it needs. */
  public boolean isSmall(int functionIndex) {
    return false;
  }

  /** Takes note that the class of a function was loaded, or cannot be. */
  public void forget(int functionIndex) {}

  /** Has all be found again that was loaded: the classes are gone. */
  public void reopen() {}

  /** Whether what is generated is kept for another time. */
  public boolean isKept() {
    return false;
  }

  /** Keeps a class for another time. */
  public void keep(GeneratedClass made) {}

  /** The functions that were used before, in that order: they will be used again. */
  public int[] expected() {
    return new int[0];
  }

  /** What loads the classes, if they are not to be defined; null otherwise. */
  public @Nullable ClassLoader loader() {
    return null;
  }

  /** Has something be there as long as the classes are, if they are not to be defined. */
  public void attach(Object companion) {}

  /** The classes, if they are not to be defined but are on the class path or in a jar. */
  public @Nullable CompiledFunctions functions() {
    return null;
  }

  /** Whether the classes count as those of guests do, and go when their module goes. */
  public boolean isCounted() {
    return true;
  }
}
