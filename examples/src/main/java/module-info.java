/** Runnable examples of Heddle: programs to copy from. */
module dev.heddle.examples {
  requires com.fasterxml.jackson.core;
  requires transitive dev.heddle.vertx;
  requires dev.heddle.wasi;
  requires transitive io.vertx.core;
  requires io.vertx.web;
  requires io.vertx.web.client;
  requires java.management;
  requires static transitive org.jspecify;

  exports dev.heddle.examples.fanout;
  exports dev.heddle.examples.go;
  exports dev.heddle.examples.linking;
  exports dev.heddle.examples.load;
  exports dev.heddle.examples.sql;
  exports dev.heddle.examples.sql.demo;
  exports dev.heddle.examples.sql.file;
  exports dev.heddle.examples.sql.http;
  exports dev.heddle.examples.sql.server;

  // For Vert.x, which looks for the guest on the class path.
  opens dev.heddle.examples.fanout;
}
