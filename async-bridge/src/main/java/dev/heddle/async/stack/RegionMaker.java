package dev.heddle.async.stack;

/** Makes memory for regions. Used only by who holds the store's baton. */
interface RegionMaker {

  /** What {@link #make} returns if there is no memory to be had. */
  long NONE = -1;

  /**
   * Memory of so many bytes.
   *
   * @return its address, or {@link #NONE}
   */
  long make(long bytes);

  /** Gives memory back. */
  default void free(long address) {}

  /** Whether it is of use to give memory back. */
  default boolean frees() {
    return false;
  }

  /** The guest's memory was put back to another state, in which nothing was made. */
  void forget();
}
