/**
 * The Heddle async bridge: runs guest calls on virtual threads and parks them while an import is
 * pending, for callers that speak {@code Mono}, {@code Publisher} and {@code CompletableFuture}.
 */
module dev.heddle.async {
  requires transitive dev.heddle.engine;
  requires transitive reactor.core;
  requires transitive org.reactivestreams;
  requires reactor.pool;
  requires static context.propagation;
  requires static micrometer.core;
  requires static org.jspecify;
  requires jdk.jfr;

  exports dev.heddle.async;

  uses dev.heddle.async.AwaitAdapter;
}
