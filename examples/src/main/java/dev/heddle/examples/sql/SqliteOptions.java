package dev.heddle.examples.sql;

import dev.heddle.examples.sql.file.SqliteFiles;
import dev.heddle.examples.sql.file.VertxFiles;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How a database is run. Immutable and thread-safe.
 *
 * @param maxQueuedQueries how many queries may wait for their turn; default 1,024
 * @param defaultDeadline how long a query may take that has no deadline of its own, its time in the
 *     queue included; default 30 s
 * @param busyTimeout how long a query waits for another process to release the file; default 5 s
 * @param interruptGrace how long a query that is stopped may take to notice; then its guest is
 *     discarded and a new one takes over; default 250 ms
 * @param maxMemoryPages the guest's memory in pages of 64 KiB, at least 18; default 1,024 (64 MiB)
 * @param files the disk; without one, {@link VertxFiles} on the path that was opened
 */
public record SqliteOptions(
    int maxQueuedQueries,
    Duration defaultDeadline,
    Duration busyTimeout,
    Duration interruptGrace,
    int maxMemoryPages,
    Optional<SqliteFiles> files) {

  private static final int LEAST_PAGES = 18;
  private static final SqliteOptions DEFAULTS = builder().build();

  public SqliteOptions {
    if (maxQueuedQueries < 0) {
      throw new IllegalArgumentException(
          "maxQueuedQueries must not be negative, not " + maxQueuedQueries);
    }
    requirePositive("defaultDeadline", defaultDeadline);
    requirePositive("interruptGrace", interruptGrace);
    if (busyTimeout.isNegative()) {
      throw new IllegalArgumentException("busyTimeout must not be negative, not " + busyTimeout);
    }
    if (maxMemoryPages < LEAST_PAGES) {
      throw new IllegalArgumentException(
          "maxMemoryPages must be at least " + LEAST_PAGES + ", not " + maxMemoryPages);
    }
    Objects.requireNonNull(files, "files");
  }

  private static void requirePositive(String name, Duration duration) {
    if (!duration.isPositive()) {
      throw new IllegalArgumentException(name + " must be more than zero, not " + duration);
    }
  }

  /** The options that hold unless others are given. */
  public static SqliteOptions defaults() {
    return DEFAULTS;
  }

  /** A builder that starts with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects options. Not thread-safe. */
  public static final class Builder {

    private int maxQueuedQueries = 1_024;
    private Duration defaultDeadline = Duration.ofSeconds(30);
    private Duration busyTimeout = Duration.ofSeconds(5);
    private Duration interruptGrace = Duration.ofMillis(250);
    private int maxMemoryPages = 1_024;
    private Optional<SqliteFiles> files = Optional.empty();

    private Builder() {}

    /** See {@link SqliteOptions#maxQueuedQueries()}. */
    public Builder maxQueuedQueries(int queries) {
      maxQueuedQueries = queries;
      return this;
    }

    /** See {@link SqliteOptions#defaultDeadline()}. */
    public Builder defaultDeadline(Duration deadline) {
      defaultDeadline = deadline;
      return this;
    }

    /** See {@link SqliteOptions#busyTimeout()}. */
    public Builder busyTimeout(Duration timeout) {
      busyTimeout = timeout;
      return this;
    }

    /** See {@link SqliteOptions#interruptGrace()}. */
    public Builder interruptGrace(Duration grace) {
      interruptGrace = grace;
      return this;
    }

    /** See {@link SqliteOptions#maxMemoryPages()}. */
    public Builder maxMemoryPages(int pages) {
      maxMemoryPages = pages;
      return this;
    }

    /** See {@link SqliteOptions#files()}. */
    public Builder files(SqliteFiles files) {
      this.files = Optional.of(files);
      return this;
    }

    /**
     * The options.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public SqliteOptions build() {
      return new SqliteOptions(
          maxQueuedQueries, defaultDeadline, busyTimeout, interruptGrace, maxMemoryPages, files);
    }
  }
}
