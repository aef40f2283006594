/** WASI preview 1 for guests of the async bridge, whose every wait suspends the guest. */
module dev.heddle.wasi {
  requires static org.jspecify;
  requires transitive dev.heddle.async;
  requires transitive org.reactivestreams;
  requires transitive reactor.core;

  exports dev.heddle.wasi;
}
