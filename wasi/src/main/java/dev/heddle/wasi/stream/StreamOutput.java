package dev.heddle.wasi.stream;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Writes to a stream, elsewhere than on the threads of guests. */
public final class StreamOutput implements Output {

  private final OutputStream stream;
  private final Executor executor;

  /** To a stream, by other threads. */
  public StreamOutput(OutputStream stream, Executor executor) {
    this.stream = stream;
    this.executor = executor;
  }

  @Override
  public CompletionStage<@Nullable Void> write(ByteBuffer source) {
    byte[] bytes = new byte[source.remaining()];
    source.get(bytes);
    return CompletableFuture.<@Nullable Void>supplyAsync(
        () -> {
          try {
            stream.write(bytes);
            stream.flush();
            return null;
          } catch (IOException e) {
            throw Failures.of(e);
          }
        },
        executor);
  }
}
