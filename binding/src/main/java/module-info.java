/**
 * The Heddle binding: a guest's exports as methods of a Java interface, and its imports as methods
 * of ordinary Java objects.
 */
module dev.heddle.bind {
  requires transitive dev.heddle.async;
  requires static org.jspecify;

  exports dev.heddle.bind;

  uses dev.heddle.bind.AsyncReturn;
}
