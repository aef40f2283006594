package dev.heddle.vertx.capability;

import dev.heddle.vertx.json.JsonFields;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;

/**
 * That a guest may send HTTP requests to some hosts. Not thread-safe.
 *
 * <p>Hosts are written as {@code api.example.com}, with {@code https://} or {@code http://} before
 * it, or either will do; with a port after it, {@code :*} for any, or that of the scheme will do.
 * {@code *.example.com} stands for all hosts below, and {@code *} for all that there are.
 *
 * <p>As JSON, with times in milliseconds: {@code {"hosts": ["https://api.example.com"],
 * "maxRequests": 16, "maxConnections": 64, "maxRequestBytes": 1048576, "maxResponseBytes":
 * 16777216, "maxRedirects": 5, "timeout": 30000}}.
 */
public final class HttpClientGrant {

  /** How many requests a call may have open, if nothing is said. */
  public static final int DEFAULT_MAX_REQUESTS = 16;

  /** How many connections there may be to one server, if nothing is said. */
  public static final int DEFAULT_MAX_CONNECTIONS = 64;

  /** How long a body may be that is sent, if nothing is said. */
  public static final int DEFAULT_MAX_REQUEST_BYTES = 1 << 20;

  /** How long a body may be that comes, if nothing is said. */
  public static final long DEFAULT_MAX_RESPONSE_BYTES = 16 << 20;

  /** How many redirects are followed, if nothing is said. */
  public static final int DEFAULT_MAX_REDIRECTS = 5;

  /** How long a response may take to begin, if nothing is said. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

  private List<String> hosts = List.of();
  private int maxRequests = DEFAULT_MAX_REQUESTS;
  private int maxConnections = DEFAULT_MAX_CONNECTIONS;
  private int maxRequestBytes = DEFAULT_MAX_REQUEST_BYTES;
  private long maxResponseBytes = DEFAULT_MAX_RESPONSE_BYTES;
  private int maxRedirects = DEFAULT_MAX_REDIRECTS;
  private Duration timeout = DEFAULT_TIMEOUT;

  /** No host. */
  public HttpClientGrant() {}

  /** Some hosts. */
  public HttpClientGrant(String... hosts) {
    setHosts(List.of(hosts));
  }

  /** A copy. */
  public HttpClientGrant(HttpClientGrant other) {
    hosts = other.hosts;
    maxRequests = other.maxRequests;
    maxConnections = other.maxConnections;
    maxRequestBytes = other.maxRequestBytes;
    maxResponseBytes = other.maxResponseBytes;
    maxRedirects = other.maxRedirects;
    timeout = other.timeout;
  }

  /**
   * What JSON says.
   *
   * @throws IllegalArgumentException if it says something else; the message says what and where
   */
  public HttpClientGrant(JsonObject json) {
    new JsonFields("httpClient", json)
        .texts("hosts", this::setHosts)
        .integer("maxRequests", 1, this::setMaxRequests)
        .integer("maxConnections", 1, this::setMaxConnections)
        .integer("maxRequestBytes", 0, this::setMaxRequestBytes)
        .longInteger("maxResponseBytes", 0, this::setMaxResponseBytes)
        .integer("maxRedirects", 0, this::setMaxRedirects)
        .millis("timeout", this::setTimeout)
        .end();
  }

  /** The same as JSON. */
  public JsonObject toJson() {
    return new JsonObject()
        .put("hosts", new JsonArray(hosts))
        .put("maxRequests", maxRequests)
        .put("maxConnections", maxConnections)
        .put("maxRequestBytes", maxRequestBytes)
        .put("maxResponseBytes", maxResponseBytes)
        .put("maxRedirects", maxRedirects)
        .put("timeout", timeout.toMillis());
  }

  public List<String> getHosts() {
    return hosts;
  }

  /**
   * Sets which hosts.
   *
   * @throws IllegalArgumentException if one is not written as above; the message says which
   */
  public HttpClientGrant setHosts(List<String> patterns) {
    patterns.forEach(HostPattern::of);
    hosts = List.copyOf(patterns);
    return this;
  }

  public int getMaxRequests() {
    return maxRequests;
  }

  /** Sets how many requests a call may have open at a time. */
  public HttpClientGrant setMaxRequests(int requests) {
    maxRequests = requests;
    return this;
  }

  public int getMaxConnections() {
    return maxConnections;
  }

  /**
   * Sets how many connections there may be to one server, for all calls together; other requests
   * wait. Of no account for a client of the caller's own.
   */
  public HttpClientGrant setMaxConnections(int connections) {
    maxConnections = connections;
    return this;
  }

  public int getMaxRequestBytes() {
    return maxRequestBytes;
  }

  /** Sets how long a body may be that is sent. */
  public HttpClientGrant setMaxRequestBytes(int bytes) {
    maxRequestBytes = bytes;
    return this;
  }

  public long getMaxResponseBytes() {
    return maxResponseBytes;
  }

  /** Sets how long a body may be that comes. */
  public HttpClientGrant setMaxResponseBytes(long bytes) {
    maxResponseBytes = bytes;
    return this;
  }

  public int getMaxRedirects() {
    return maxRedirects;
  }

  /** Sets how many redirects are followed; after that the guest gets the redirect itself. */
  public HttpClientGrant setMaxRedirects(int redirects) {
    maxRedirects = redirects;
    return this;
  }

  public Duration getTimeout() {
    return timeout;
  }

  /**
   * Sets how long a response may take to begin, redirects included, and how long nothing of it may
   * come after that.
   */
  public HttpClientGrant setTimeout(Duration time) {
    timeout = time;
    return this;
  }
}
