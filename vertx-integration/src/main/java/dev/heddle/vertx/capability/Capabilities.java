package dev.heddle.vertx.capability;

import dev.heddle.async.AsyncImports;
import dev.heddle.vertx.json.JsonFields;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonObject;
import java.util.Objects;

/**
 * What a guest may use of Vert.x, as imports for {@link
 * dev.heddle.async.AsyncInstance.Builder#imports}: nothing but what is granted.
 *
 * <pre>{@code
 * AsyncImports imports =
 *     Capabilities.builder(vertx)
 *         .timers()
 *         .files(new FilesGrant("/var/lib/prices"))
 *         .httpClient(new HttpClientGrant("https://api.example.com"))
 *         .build();
 * }</pre>
 *
 * <p>A guest that imports what is not granted does not link. What it opens belongs to its call, and
 * is closed at the end of that, however it ends. The same imports may serve many instances.
 */
public final class Capabilities {

  private Capabilities() {}

  /** A builder that grants nothing. */
  public static Builder builder(Vertx vertx) {
    return new Builder(vertx);
  }

  /** Collects grants; each is as it is when it is given. Not thread-safe. */
  public static final class Builder {

    private final Vertx vertx;
    private final AsyncImports.Builder imports = AsyncImports.builder();

    private Builder(Vertx vertx) {
      this.vertx = Objects.requireNonNull(vertx, "vertx");
    }

    /** Grants files: {@code heddle_files}. */
    public Builder files(FilesGrant grant) {
      Files.addTo(imports, vertx, grant);
      return this;
    }

    /** Grants the time, and waiting: {@code heddle_timers}. */
    public Builder timers() {
      Timers.addTo(imports, vertx);
      return this;
    }

    /**
     * Grants HTTP requests, by a client that is closed with the current verticle, or with Vert.x:
     * {@code heddle_http_client}.
     */
    public Builder httpClient(HttpClientGrant grant) {
      PoolOptions connections = new PoolOptions().setHttp1MaxSize(grant.getMaxConnections());
      return httpClient(grant, vertx.createHttpClient(connections));
    }

    /** Grants HTTP requests by a client of the caller's, for its own proxies and certificates. */
    public Builder httpClient(HttpClientGrant grant, HttpClient client) {
      HttpClientImports.addTo(imports, vertx, client, grant);
      return this;
    }

    /** Grants the event bus: {@code heddle_eventbus}. */
    public Builder eventBus(EventBusGrant grant) {
      EventBusImports.addTo(imports, vertx, grant);
      return this;
    }

    /** Grants maps and counters: {@code heddle_shared}. */
    public Builder sharedData(SharedDataGrant grant) {
      SharedDataImports.addTo(imports, vertx, grant);
      return this;
    }

    /** Grants a configuration: {@code heddle_config}. */
    public Builder config(JsonObject values) {
      Config.addTo(imports, values);
      return this;
    }

    /** Grants the log: {@code heddle_log}. */
    public Builder log(LogGrant grant) {
      Log.addTo(imports, grant);
      return this;
    }

    /**
     * Grants what JSON says, with members named as these methods, and nothing else: {@code {
     * "timers": {}, "files": {"directory": "data"}, "config": {"currency": "EUR"}}}.
     *
     * @throws IllegalArgumentException if it says something else; the message says what and where
     */
    public Builder grants(JsonObject json) {
      new JsonFields("capabilities", json)
          .object("files", grant -> files(new FilesGrant(grant)))
          .fields(
              "timers",
              none -> {
                none.end();
                timers();
              })
          .object("httpClient", grant -> httpClient(new HttpClientGrant(grant)))
          .object("eventBus", grant -> eventBus(new EventBusGrant(grant)))
          .object("sharedData", grant -> sharedData(new SharedDataGrant(grant)))
          .object("config", this::config)
          .object("log", grant -> log(new LogGrant(grant)))
          .end();
      return this;
    }

    /** The imports. */
    public AsyncImports build() {
      return imports.build();
    }
  }
}
