package dev.heddle.async.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.heddle.async.AsyncImports;
import dev.heddle.async.AsyncInstance;
import dev.heddle.async.CallState;
import dev.heddle.async.Concurrency;
import dev.heddle.wasm.WasmModule;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingTest {

  @Test
  void aRecordingShowsCallsSuspensionsAndCancellations(@TempDir Path folder) throws IOException {
    CompletableFuture<Integer> first = new CompletableFuture<>();
    CompletableFuture<Integer> second = new CompletableFuture<>();
    Path file = folder.resolve("calls.jfr");
    try (Recording recording = new Recording();
        InputStream module = AsyncInstance.class.getResourceAsStream("guest/relay.wasm")) {
      recording.enable(CallEvent.class).withoutThreshold();
      recording.enable(SuspensionEvent.class).withoutThreshold();
      recording.enable(CancellationEvent.class);
      recording.start();
      AsyncInstance guest =
          AsyncInstance.builder(WasmModule.load(module))
              .imports(
                  AsyncImports.builder()
                      .suspending("other", "twice", call -> call.i32(0) == 1 ? first : second)
                      .build())
              .build();
      CompletableFuture<Integer> answered =
          guest.function("twice_and_one").future(Integer.class, 1);
      awaitSuspension(guest);
      first.complete(2);
      answered.join();
      CompletableFuture<Integer> cancelled =
          guest.function("twice_and_one").future(Integer.class, 2);
      awaitSuspension(guest);
      cancelled.cancel(true);
      guest.close();
      guest.closed().join();
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> events = RecordingFile.readAllEvents(file);
    assertThat(events.stream().filter(event -> is(event, "dev.heddle.Call")))
        .extracting(event -> event.getString("function"), event -> event.getString("outcome"))
        // a recording has one buffer per thread, so its events come in any order
        .containsExactlyInAnyOrder(
            tuple("twice_and_one", "result"),
            tuple("twice_and_one", "dev.heddle.async.CallCancelledException"));
    assertThat(events.stream().filter(event -> is(event, "dev.heddle.Suspension")))
        .extracting(event -> event.getString("waitsFor"))
        .containsExactly("other.twice", "other.twice");
    assertThat(events.stream().filter(event -> is(event, "dev.heddle.Cancellation")))
        .singleElement()
        .satisfies(event -> {
          assertThat(event.getString("reason")).contains("was cancelled");
          assertThat(event.getLong("call")).isPositive();
        });
  }

  @Test
  void aRecordingShowsWhoResumesACallAndWhatItQueuesFor(@TempDir Path folder) throws Exception {
    CompletableFuture<Integer> first = new CompletableFuture<>();
    CompletableFuture<Integer> second = new CompletableFuture<>();
    Path file = folder.resolve("calls.jfr");
    try (Recording recording = new Recording();
        InputStream module = AsyncInstance.class.getResourceAsStream("guest/relay.wasm")) {
      recording.enable(ResumptionEvent.class);
      recording.enable(QueueWaitEvent.class).withoutThreshold();
      recording.start();
      AsyncInstance guest =
          AsyncInstance.builder(WasmModule.load(module))
              .imports(
                  AsyncImports.builder()
                      .suspending("other", "twice", call -> call.i32(0) == 1 ? first : second)
                      .build())
              .policy(Concurrency.INTERLEAVED)
              .build();
      CompletableFuture<Integer> one = guest.function("twice_and_one").future(Integer.class, 1);
      CompletableFuture<Integer> other = guest.function("twice_and_one").future(Integer.class, 2);
      awaitSuspensions(guest, 2);
      Thread completing = Thread.ofPlatform().name("completing").start(() -> first.complete(2));
      completing.join();
      one.join();
      second.complete(3);
      other.join();
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> events = RecordingFile.readAllEvents(file);
    assertThat(events.stream().filter(event -> is(event, "dev.heddle.Resumption")))
        .hasSize(2)
        .allSatisfy(event -> assertThat(event.getString("waitsFor")).isEqualTo("other.twice"))
        .anySatisfy(event -> assertThat(event.getThread().getJavaName()).isEqualTo("completing"));
    assertThat(events.stream().filter(event -> is(event, "dev.heddle.QueueWait")))
        .extracting(event -> event.getBoolean("starts"))
        .containsExactlyInAnyOrder(true, true, false, false);
  }

  private static void awaitSuspensions(AsyncInstance guest, long count) {
    while (guest.calls().stream().filter(call -> call.state() == CallState.SUSPENDED).count()
        != count) {
      Thread.onSpinWait();
    }
  }

  private static boolean is(RecordedEvent event, String name) {
    return event.getEventType().getName().equals(name);
  }

  private static void awaitSuspension(AsyncInstance guest) {
    while (guest.calls().stream().noneMatch(call -> call.state() == CallState.SUSPENDED)) {
      Thread.onSpinWait();
    }
  }
}
