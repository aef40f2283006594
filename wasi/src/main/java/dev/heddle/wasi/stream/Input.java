package dev.heddle.wasi.stream;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/** Bytes that come, for one guest. Used by the call that runs alone, but for what wakes it. */
public interface Input extends AutoCloseable {

  /** How many bytes can be had without waiting; -1 at the end, 0 if it is not known yet. */
  long available();

  /** A stage that completes with {@link #available()} when that is no longer 0. */
  CompletionStage<Long> readable();

  /**
   * Reads what is there.
   *
   * @return how many bytes, -1 at the end
   */
  int read(ByteBuffer target);

  @Override
  void close();
}
