package dev.heddle.vertx.capability;

import dev.heddle.vertx.json.JsonFields;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;

/**
 * That a guest may send to addresses of the event bus. Not thread-safe.
 *
 * <p>As JSON, where a star in an address stands for any characters, and times are in milliseconds:
 * {@code {"send": ["orders.*"], "publish": ["prices"], "request": ["stock"], "maxBodyBytes":
 * 1048576, "maxRequests": 64, "maxPending": 100000, "maxTimeout": 30000}}.
 */
public final class EventBusGrant {

  /** How long a body may be, if nothing is said. */
  public static final int DEFAULT_MAX_BODY_BYTES = 1 << 20;

  /** How many requests a call may have open, if nothing is said. */
  public static final int DEFAULT_MAX_REQUESTS = 64;

  /** How many replies may be waited for, if nothing is said. */
  public static final int DEFAULT_MAX_PENDING = 100_000;

  /** How long a reply may take, if nothing is said. */
  public static final Duration DEFAULT_MAX_TIMEOUT = Duration.ofSeconds(30);

  private List<String> send = List.of();
  private List<String> publish = List.of();
  private List<String> request = List.of();
  private int maxBodyBytes = DEFAULT_MAX_BODY_BYTES;
  private int maxRequests = DEFAULT_MAX_REQUESTS;
  private int maxPending = DEFAULT_MAX_PENDING;
  private Duration maxTimeout = DEFAULT_MAX_TIMEOUT;

  /** No address. */
  public EventBusGrant() {}

  /** A copy. */
  public EventBusGrant(EventBusGrant other) {
    send = other.send;
    publish = other.publish;
    request = other.request;
    maxBodyBytes = other.maxBodyBytes;
    maxRequests = other.maxRequests;
    maxPending = other.maxPending;
    maxTimeout = other.maxTimeout;
  }

  /**
   * What JSON says.
   *
   * @throws IllegalArgumentException if it says something else; the message says what and where
   */
  public EventBusGrant(JsonObject json) {
    new JsonFields("eventBus", json)
        .texts("send", this::setSend)
        .texts("publish", this::setPublish)
        .texts("request", this::setRequest)
        .integer("maxBodyBytes", 0, this::setMaxBodyBytes)
        .integer("maxRequests", 1, this::setMaxRequests)
        .integer("maxPending", 1, this::setMaxPending)
        .millis("maxTimeout", this::setMaxTimeout)
        .end();
  }

  /** The same as JSON. */
  public JsonObject toJson() {
    return new JsonObject()
        .put("send", new JsonArray(send))
        .put("publish", new JsonArray(publish))
        .put("request", new JsonArray(request))
        .put("maxBodyBytes", maxBodyBytes)
        .put("maxRequests", maxRequests)
        .put("maxPending", maxPending)
        .put("maxTimeout", maxTimeout.toMillis());
  }

  public List<String> getSend() {
    return send;
  }

  /** Sets where the guest may send to one recipient. */
  public EventBusGrant setSend(List<String> addresses) {
    send = List.copyOf(addresses);
    return this;
  }

  public List<String> getPublish() {
    return publish;
  }

  /** Sets where the guest may send to all recipients. */
  public EventBusGrant setPublish(List<String> addresses) {
    publish = List.copyOf(addresses);
    return this;
  }

  public List<String> getRequest() {
    return request;
  }

  /** Sets where the guest may send to one recipient that replies. */
  public EventBusGrant setRequest(List<String> addresses) {
    request = List.copyOf(addresses);
    return this;
  }

  public int getMaxBodyBytes() {
    return maxBodyBytes;
  }

  /** Sets how long the body of a message may be that the guest sends. */
  public EventBusGrant setMaxBodyBytes(int bytes) {
    maxBodyBytes = bytes;
    return this;
  }

  public int getMaxRequests() {
    return maxRequests;
  }

  /** Sets how many requests a call may have open at a time. */
  public EventBusGrant setMaxRequests(int requests) {
    maxRequests = requests;
    return this;
  }

  public int getMaxPending() {
    return maxPending;
  }

  /**
   * Sets how many replies may be waited for by all calls together. The event bus waits for them
   * until their time is over, also if the guest has closed its request, or its call has ended.
   */
  public EventBusGrant setMaxPending(int requests) {
    maxPending = requests;
    return this;
  }

  public Duration getMaxTimeout() {
    return maxTimeout;
  }

  /** Sets how long a reply may take; the guest may want it sooner. */
  public EventBusGrant setMaxTimeout(Duration time) {
    maxTimeout = time;
    return this;
  }
}
