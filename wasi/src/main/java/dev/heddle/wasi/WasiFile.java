package dev.heddle.wasi;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A file that is open. Where a guest is in it is kept by Heddle. See {@link WasiNode}. */
public non-sealed interface WasiFile extends WasiNode {

  /**
   * Reads into a buffer, from its position on, as much as fits and is there.
   *
   * @param offset where in the file
   * @return how many bytes; 0 at the end of the file
   */
  CompletionStage<Integer> read(ByteBuffer target, long offset);

  /**
   * Writes what a buffer has between position and limit, and zeros in between if the file is
   * shorter than {@code offset}.
   *
   * @return how many bytes, at least 1 if there are some
   */
  CompletionStage<Integer> write(ByteBuffer source, long offset);

  /**
   * Writes at the end of the file, wherever that is then.
   *
   * @return where the file ends afterwards
   */
  CompletionStage<Long> append(ByteBuffer source);

  /** Cuts the file off, or has it end with zeros. */
  CompletionStage<@Nullable Void> setSize(long size);

  /** Makes sure that there is room for a range, and makes the file that long if it is shorter. */
  CompletionStage<@Nullable Void> allocate(long offset, long length);
}
