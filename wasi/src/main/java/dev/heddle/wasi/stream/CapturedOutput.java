package dev.heddle.wasi.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.heddle.wasi.Errno;
import dev.heddle.wasi.WasiException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Keeps what is written, up to a bound. Thread-safe. */
public final class CapturedOutput implements Output {

  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private final int most;

  /** Nothing so far, and at most so many bytes. */
  public CapturedOutput(int most) {
    this.most = most;
  }

  @Override
  public synchronized CompletionStage<@Nullable Void> write(ByteBuffer source) {
    int room = most - kept.size();
    if (room == 0) {
      return CompletableFuture.failedStage(
          new WasiException(Errno.NOSPC, most + " bytes have been written"));
    }
    byte[] bytes = new byte[Math.min(room, source.remaining())];
    source.get(bytes);
    kept.writeBytes(bytes);
    return CompletableFuture.completedStage(null);
  }

  /** What was written. */
  public synchronized byte[] bytes() {
    return kept.toByteArray();
  }

  /** The same as text. */
  public synchronized String text() {
    return kept.toString(UTF_8);
  }
}
