package dev.heddle.wasi;

import dev.heddle.wasi.host.FileWork;
import dev.heddle.wasi.stream.CapturedOutput;
import dev.heddle.wasi.stream.LineOutput;
import dev.heddle.wasi.stream.Output;
import dev.heddle.wasi.stream.PublishedOutput;
import dev.heddle.wasi.stream.StreamOutput;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;

/**
 * Where a guest's standard output or errors go. A guest is suspended while there is no room for
 * what it writes.
 */
public final class WasiOutput {

  private final Supplier<Output> sink;

  private WasiOutput(Supplier<Output> sink) {
    this.sink = sink;
  }

  /** Nowhere. */
  public static WasiOutput none() {
    return toLines(line -> {});
  }

  /**
   * To a stream, which is written by a thread for what blocks, flushed when nothing more is there,
   * and not closed. A guest goes on while up to 64 KiB are on the way; what the stream fails with
   * it is told at its next write. What it writes to outputs and errors stays in order.
   */
  public static WasiOutput to(OutputStream stream) {
    return to(stream, FileWork.shared());
  }

  /** The same, written by another thread; {@code Runnable::run} has the guest's own one do it. */
  public static WasiOutput to(OutputStream stream, Executor executor) {
    Objects.requireNonNull(stream, "stream");
    Objects.requireNonNull(executor, "executor");
    return new WasiOutput(() -> new StreamOutput(stream, executor));
  }

  /**
   * To a consumer, line by line, without the ends of lines; on the thread of the guest, so it must
   * not block. A last line without an end is given when the guest closes its output or ends. Lines
   * of more than 64 KiB are given in pieces.
   */
  public static WasiOutput toLines(Consumer<String> consumer) {
    Objects.requireNonNull(consumer, "consumer");
    return new WasiOutput(() -> new LineOutput(consumer));
  }

  /** To a subscriber: see {@link Published}. */
  public static WasiOutput to(Published published) {
    return new WasiOutput(() -> published.output);
  }

  /** Into memory: see {@link Captured}. */
  public static WasiOutput to(Captured captured) {
    return new WasiOutput(() -> captured.output);
  }

  Output open() {
    return sink.get();
  }

  /** What guests have written, in memory, with a bound. Thread-safe. */
  public static final class Captured {

    private final CapturedOutput output;

    private Captured(int most) {
      this.output = new CapturedOutput(most);
    }

    /** Nothing so far, and at most so many bytes: more is {@link Errno#NOSPC}. */
    public static Captured ofAtMost(int bytes) {
      if (bytes < 0) {
        throw new IllegalArgumentException("bytes: expected at least 0, found " + bytes);
      }
      return new Captured(bytes);
    }

    /** The bytes so far. */
    public byte[] bytes() {
      return output.bytes();
    }

    /** The same as text in UTF-8. */
    public String text() {
      return output.text();
    }
  }

  /**
   * What a guest writes, as a publisher for one subscriber: a guest that writes is suspended until
   * there is one that asks. When it cancels, writing fails with {@link Errno#PIPE}.
   */
  public static final class Published {

    private final PublishedOutput output = new PublishedOutput();

    /** One that nobody has subscribed to. */
    public Published() {}

    /** What the guest writes; it completes when the guest has closed it or ended. */
    public Flux<ByteBuffer> flux() {
      return output.flux();
    }
  }
}
