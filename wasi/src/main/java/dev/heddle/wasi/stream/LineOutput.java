package dev.heddle.wasi.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Hands out lines. */
public final class LineOutput implements Output {

  private static final int LONGEST = 64 << 10;

  private final Consumer<String> consumer;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  /** To a consumer. */
  public LineOutput(Consumer<String> consumer) {
    this.consumer = consumer;
  }

  @Override
  public CompletionStage<@Nullable Void> write(ByteBuffer source) {
    while (source.hasRemaining()) {
      byte next = source.get();
      if (next == '\n') {
        give();
      } else {
        line.write(next);
        if (line.size() == LONGEST) {
          give();
        }
      }
    }
    return CompletableFuture.completedStage(null);
  }

  private void give() {
    String text = line.toString(UTF_8);
    line.reset();
    consumer.accept(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
  }

  @Override
  public void close() {
    if (line.size() > 0) {
      give();
    }
  }
}
