package dev.heddle.examples.sql.http;

import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/**
 * Where a {@link SqlHttpServer} listens and what it accepts.
 *
 * @param host the address to listen on; the server has no notion of users, so the default is the
 *     machine itself
 * @param port the port, 0 for any free one
 * @param maxBodyBytes the longest request body in bytes, at least 1; a longer one is answered with
 *     413
 * @param maxDeadline the longest deadline a request may ask for, at least 1 ms
 * @param stopGrace how long answers that are under way may take to end when the server stops
 * @param names the names by which clients may call the server, apart from {@code localhost}, the
 *     host it listens on, and IP addresses; a request for any other is turned away
 */
public record SqlHttpOptions(
    String host,
    int port,
    int maxBodyBytes,
    Duration maxDeadline,
    Duration stopGrace,
    Set<String> names) {

  /** Checks the ranges. */
  public SqlHttpOptions {
    Objects.requireNonNull(host, "host");
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port " + port + " is not within 0 to 65535");
    }
    if (maxBodyBytes < 1) {
      throw new IllegalArgumentException("maxBodyBytes " + maxBodyBytes + " is less than 1");
    }
    if (maxDeadline.toMillis() < 1) {
      throw new IllegalArgumentException("maxDeadline " + maxDeadline + " is less than 1 ms");
    }
    if (stopGrace.isNegative()) {
      throw new IllegalArgumentException("stopGrace " + stopGrace + " is negative");
    }
    names = Set.copyOf(names);
  }

  /**
   * Returns a builder with the defaults: localhost, any port, 1 MiB, 5 minutes, 5 seconds, no other
   * name.
   */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects options; not safe for use by several threads. */
  public static final class Builder {
    private String host = "localhost";
    private int port;
    private int maxBodyBytes = 1 << 20;
    private Duration maxDeadline = Duration.ofMinutes(5);
    private Duration stopGrace = Duration.ofSeconds(5);
    private final Set<String> names = new HashSet<>();

    private Builder() {}

    /** Sets the address to listen on. */
    public Builder host(String host) {
      this.host = host;
      return this;
    }

    /** Sets the port, 0 for any free one. */
    public Builder port(int port) {
      this.port = port;
      return this;
    }

    /** Sets the longest request body, in bytes. */
    public Builder maxBodyBytes(int maxBodyBytes) {
      this.maxBodyBytes = maxBodyBytes;
      return this;
    }

    /** Sets the longest deadline a request may ask for. */
    public Builder maxDeadline(Duration maxDeadline) {
      this.maxDeadline = maxDeadline;
      return this;
    }

    /** Sets how long answers under way may take to end when the server stops. */
    public Builder stopGrace(Duration stopGrace) {
      this.stopGrace = stopGrace;
      return this;
    }

    /** Adds a name by which clients may call the server. */
    public Builder name(String name) {
      names.add(name);
      return this;
    }

    /** Returns the options, or says which one is out of range. */
    public SqlHttpOptions build() {
      return new SqlHttpOptions(host, port, maxBodyBytes, maxDeadline, stopGrace, names);
    }
  }
}
