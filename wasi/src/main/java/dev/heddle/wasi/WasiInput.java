package dev.heddle.wasi;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.heddle.wasi.stream.Input;
import dev.heddle.wasi.stream.Inputs;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;

/**
 * Where the standard input of a guest comes from. A guest that reads is suspended until there is
 * something. Immutable; whether it can serve several guests depends on its source.
 */
public final class WasiInput {

  private final Supplier<Input> source;

  private WasiInput(Supplier<Input> source) {
    this.source = source;
  }

  /** Nothing: the end, at once. */
  public static WasiInput empty() {
    return of(new byte[0]);
  }

  /** Bytes. */
  public static WasiInput of(byte[] bytes) {
    byte[] copy = bytes.clone();
    return new WasiInput(() -> Inputs.of(copy));
  }

  /** Text, in UTF-8. */
  public static WasiInput of(String text) {
    return of(text.getBytes(UTF_8));
  }

  /**
   * What a stream has. A thread of its own reads it, and not before the guest wants something; then
   * up to 64 KiB ahead. It is not closed.
   */
  public static WasiInput of(InputStream stream) {
    Objects.requireNonNull(stream, "stream");
    return new WasiInput(() -> Inputs.of(stream));
  }

  /**
   * What a publisher brings: each buffer from its position to its limit. It is subscribed to when
   * the guest first wants something, asked for one buffer at a time, and cancelled when the guest
   * closes its input or ends.
   */
  public static WasiInput of(Publisher<ByteBuffer> publisher) {
    Objects.requireNonNull(publisher, "publisher");
    return new WasiInput(() -> Inputs.of(publisher));
  }

  Input open() {
    return source.get();
  }
}
