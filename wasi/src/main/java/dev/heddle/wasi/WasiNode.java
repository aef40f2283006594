package dev.heddle.wasi;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Something of a file system that is open.
 *
 * <p>A guest does one thing at a time with what it has open; several guests, and one guest that has
 * opened something several times, may do so at once. Every method may complete its stage on any
 * thread and at any time: the guest is suspended until then. What it fails with is a {@link
 * WasiException} with an errno; anything else ends the call. A stage whose guest was cancelled is
 * cancelled, but for those that open or close something: what is opened for nobody is closed.
 */
public sealed interface WasiNode permits WasiFile, WasiDirectory {

  /** What there is to know of it. */
  CompletionStage<FileStat> stat();

  /** Changes its times. */
  CompletionStage<@Nullable Void> setTimes(Times times);

  /** Writes to the device what is still on the way, the times too unless {@code dataOnly}. */
  CompletionStage<@Nullable Void> sync(boolean dataOnly);

  /** Lets go of it; never fails. Nothing else will be done with it. */
  CompletionStage<@Nullable Void> close();
}
