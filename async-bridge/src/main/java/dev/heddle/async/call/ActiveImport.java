package dev.heddle.async.call;

/** The import that runs, as its call sees it. */
public interface ActiveImport {

  /** The name under which the guest imports it. */
  String name();

  /** Whether it may wait only if it {@linkplain #suspends suspends}. */
  boolean isStrict();

  /** Whether it is a suspending import. */
  boolean suspends();

  /** Where it is strict, how many calls into guests were active when it was called. */
  int depth();
}
