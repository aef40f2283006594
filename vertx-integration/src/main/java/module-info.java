/**
 * Heddle for Vert.x: guest calls whose results are Vert.x futures on the caller's context, and
 * imports that may return Vert.x futures.
 */
module dev.heddle.vertx {
  requires static org.jspecify;
  requires transitive dev.heddle.async;
  requires transitive dev.heddle.bind;
  requires transitive dev.heddle.wasi;
  requires transitive io.vertx.core;
  requires static io.vertx.web;
  requires io.netty.codec.http;
  requires io.netty.common;
  requires io.netty.transport;
  requires static io.vertx.healthcheck;
  requires static micrometer.core;
  requires static org.slf4j;

  exports dev.heddle.vertx;
  exports dev.heddle.vertx.capability;
  exports dev.heddle.vertx.http;
  exports dev.heddle.vertx.observe;
  exports dev.heddle.vertx.verticle;
  exports dev.heddle.vertx.web;

  provides dev.heddle.async.AwaitAdapter with
      dev.heddle.vertx.VertxFutureAdapter;
  provides dev.heddle.bind.AsyncReturn with
      dev.heddle.vertx.VertxFutureReturn;
  provides io.vertx.core.spi.VerticleFactory with
      dev.heddle.vertx.verticle.WasmVerticleFactory;
}
