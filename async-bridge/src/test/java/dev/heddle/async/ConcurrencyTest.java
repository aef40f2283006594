package dev.heddle.async;

import static dev.heddle.async.Desk.awaitCalls;
import static dev.heddle.async.Desk.failure;
import static dev.heddle.async.Desk.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.async.Desk.Request;
import dev.heddle.wasm.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several calls at a time: rules R43 to R47, J1, J2 and S8. */
class ConcurrencyTest {

  private final Desk desk = new Desk();

  @Test
  void serialCallsRunOneAfterTheOther() {
    AsyncInstance guest = Guests.calls(desk).build();
    CompletableFuture<Integer> first = guest.function("counted").future(Integer.class, 1);
    CompletableFuture<Integer> second = guest.function("counted").future(Integer.class, 2);
    Request request = desk.take();
    awaitCalls(guest, CallState.SUSPENDED, 1);
    assertThat(request.argument()).isEqualTo(1);
    assertThat(desk.isEmpty()).isTrue();
    request.answer(0);
    assertThat(result(first)).isEqualTo(1);
    desk.take().answer(0);
    assertThat(result(second)).isEqualTo(2);
  }

  @Test
  void serialCallsStartInTheOrderInWhichTheyWereMade() {
    AsyncInstance guest = Guests.calls(desk).build();
    List<CompletableFuture<Integer>> futures =
        IntStream.range(0, 100)
            .mapToObj(i -> guest.function("twice").future(Integer.class, i))
            .toList();
    for (int i = 0; i < 100; i++) {
      Request request = desk.take();
      assertThat(request.argument()).isEqualTo(i);
      request.answer(i);
    }
    for (int i = 0; i < 100; i++) {
      assertThat(result(futures.get(i))).isEqualTo(2 * i);
    }
  }

  @Test
  void aQueuedCallHasNoThread(@TempDir Path folder) throws IOException {
    AsyncInstance guest = Guests.calls(desk).build();
    Path file = folder.resolve("threads.jfr");
    CompletableFuture<Integer> first;
    Request request;
    List<CompletableFuture<Integer>> queued;
    try (Recording recording = new Recording()) {
      recording.enable("jdk.VirtualThreadStart").withoutThreshold();
      recording.start();
      first = guest.function("twice").future(Integer.class, 1);
      request = desk.take();
      queued =
          IntStream.range(0, 1000)
              .mapToObj(i -> guest.function("add").future(Integer.class, i, i))
              .toList();
      awaitCalls(guest, CallState.QUEUED, 1000);
      recording.stop();
      recording.dump(file);
    }
    assertThat(RecordingFile.readAllEvents(file))
        .filteredOn(event -> event.getEventType().getName().equals("jdk.VirtualThreadStart"))
        .extracting(event -> event.getThread().getJavaName())
        .filteredOn(name -> name != null && name.startsWith("heddle-call-"))
        .hasSize(1);
    request.answer(1);
    result(first);
    queued.forEach(Desk::result);
  }

  @Test
  void interleavedCallsAllWaitAtTheSameTime() {
    AsyncInstance guest = Guests.calls(desk).policy(Concurrency.INTERLEAVED).build();
    List<CompletableFuture<Integer>> futures =
        IntStream.range(0, 100)
            .mapToObj(i -> guest.function("counted").future(Integer.class, i))
            .toList();
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      requests.add(desk.take());
    }
    assertThat(futures).noneMatch(CompletableFuture::isDone);
    requests.forEach(request -> request.answer(0));
    // All counted before any went on.
    futures.forEach(future -> assertThat(result(future)).isEqualTo(100));
  }

  @Test
  void anyExportMayBeCalledWhileAnInterleavedCallWaits() {
    AsyncInstance guest = Guests.calls(desk).policy(Concurrency.INTERLEAVED).build();
    CompletableFuture<Integer> waiting = guest.function("twice").future(Integer.class, 1);
    Request request = desk.take();
    assertThat(result(guest.function("add").future(Integer.class, 1, 2))).isEqualTo(3);
    assertThat(waiting).isNotDone();
    request.answer(4);
    assertThat(result(waiting)).isEqualTo(8);
  }

  @ParameterizedTest
  @EnumSource
  void twoOverlappingCallsGiveTheirOwnResultsWhicheverImportCompletesFirst(Concurrency policy) {
    for (boolean reversed : new boolean[] {false, true}) {
      List<CompletableFuture<Integer>> answers =
          List.of(new CompletableFuture<>(), new CompletableFuture<>());
      AsyncInstance guest = Guests.calls(call -> answers.get(call.i32(0))).policy(policy).build();
      CompletableFuture<Integer> a = guest.function("twice").future(Integer.class, 0);
      CompletableFuture<Integer> b = guest.function("twice").future(Integer.class, 1);
      awaitCalls(guest, CallState.SUSPENDED, policy == Concurrency.SERIAL ? 1 : 2);
      answers.get(reversed ? 1 : 0).complete(reversed ? 200 : 100);
      answers.get(reversed ? 0 : 1).complete(reversed ? 100 : 200);
      assertThat(result(a)).isEqualTo(200);
      assertThat(result(b)).isEqualTo(400);
    }
  }

  @Test
  void twentyCallsAnsweredInReverseGetTheirOwnValues() {
    AsyncInstance guest = Guests.calls(desk).policy(Concurrency.INTERLEAVED).build();
    List<CompletableFuture<Integer>> futures =
        IntStream.range(0, 20)
            .mapToObj(i -> guest.function("twice").future(Integer.class, i))
            .toList();
    List<Request> requests = new ArrayList<>();
    futures.forEach(future -> requests.add(desk.take()));
    Collections.reverse(requests);
    requests.forEach(request -> request.answer(request.argument() + 100));
    for (int i = 0; i < 20; i++) {
      assertThat(result(futures.get(i))).isEqualTo(2 * (i + 100));
    }
  }

  @Test
  void interleavedCallsGoOnInTheOrderInWhichTheirImportsComplete() {
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    List<CompletableFuture<Integer>> answers =
        IntStream.range(0, 50).mapToObj(i -> new CompletableFuture<Integer>()).toList();
    AsyncInstance guest =
        Guests.calls(
                call -> {
                  int value = call.await(answers.get(call.i32(0)));
                  order.add(call.i32(0));
                  return value;
                })
            .policy(Concurrency.INTERLEAVED)
            .build();
    List<CompletableFuture<Integer>> futures =
        IntStream.range(0, 50)
            .mapToObj(i -> guest.function("twice").future(Integer.class, i))
            .toList();
    awaitCalls(guest, CallState.SUSPENDED, 50);
    List<Integer> shuffled = new ArrayList<>(IntStream.range(0, 50).boxed().toList());
    Collections.shuffle(shuffled, new java.util.Random(42));
    // While this call holds the baton the others can only queue.
    result(
        guest.future(call -> {
          shuffled.forEach(i -> answers.get(i).complete(i));
          return null;
        }));
    futures.forEach(Desk::result);
    assertThat(order).isEqualTo(shuffled);
  }

  @ParameterizedTest
  @EnumSource
  void noTwoCallsRunGuestCodeAtTheSameTime(Concurrency policy) {
    AsyncInstance guest = Guests.calls(call -> 0).policy(policy).build();
    int calls = 100;
    int steps = 10_000;
    IntStream.range(0, calls)
        .parallel()
        .mapToObj(i -> guest.function("count_in_memory").future(Void.class, steps))
        .toList()
        .forEach(Desk::result);
    assertThat(result(guest.function("load").future(Integer.class, 0))).isEqualTo(calls * steps);
  }

  @Test
  void instancesOfOneStoreTakeTurns() {
    Store store = Store.create();
    AtomicInteger inside = new AtomicInteger();
    AsyncHostFunction alone =
        call -> {
          assertThat(inside.incrementAndGet()).isEqualTo(1);
          Thread.yield();
          inside.decrementAndGet();
          return 0;
        };
    List<AsyncInstance> guests =
        List.of(
            Guests.calls(alone).store(store).build(),
            Guests.calls(alone).store(store).policy(Concurrency.INTERLEAVED).build());
    IntStream.range(0, 200)
        .mapToObj(i -> guests.get(i % 2).function("sum").future(Integer.class, 20))
        .toList()
        .forEach(future -> assertThat(result(future)).isZero());
  }

  @Test
  void anInterleavedCallLetsSerialOnesOfItsStoreInWhileItWaits() {
    Store store = Store.create();
    AsyncInstance interleaved =
        Guests.calls(desk).store(store).policy(Concurrency.INTERLEAVED).build();
    AsyncInstance serial = Guests.calls(call -> 5).store(store).build();
    CompletableFuture<Integer> waiting = interleaved.function("twice").future(Integer.class, 1);
    Request request = desk.take();
    assertThat(result(serial.function("twice").future(Integer.class, 1))).isEqualTo(10);
    request.answer(1);
    assertThat(result(waiting)).isEqualTo(2);
  }

  @Test
  void aSerialCallKeepsAllOthersOfItsStoreOut() {
    Store store = Store.create();
    AsyncInstance serial = Guests.calls(desk).store(store).build();
    AsyncInstance other =
        Guests.calls(call -> 5).store(store).policy(Concurrency.INTERLEAVED).build();
    CompletableFuture<Integer> waiting = serial.function("twice").future(Integer.class, 1);
    Request request = desk.take();
    CompletableFuture<Integer> queued = other.function("add").future(Integer.class, 1, 2);
    assertThat(other.calls()).hasSize(1).allMatch(call -> call.state() == CallState.QUEUED);
    request.answer(1);
    assertThat(result(waiting)).isEqualTo(2);
    assertThat(result(queued)).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource
  void aCallBeyondTheBoundOfTheQueueIsRejected(Concurrency policy) {
    CompletableFuture<Integer> answer = new CompletableFuture<>();
    AsyncInstance guest = Guests.calls(call -> 0).policy(policy).maxQueuedCalls(2).build();
    CompletableFuture<Integer> running = guest.future(call -> answer.join());
    CompletableFuture<Integer> second = guest.function("add").future(Integer.class, 1, 1);
    CompletableFuture<Integer> third = guest.function("add").future(Integer.class, 2, 2);
    CompletableFuture<Integer> fourth = guest.function("add").future(Integer.class, 3, 3);
    assertThat(failure(fourth))
        .isInstanceOfSatisfying(
            CallRejectedException.class,
            rejection -> {
              assertThat(rejection.queued()).isEqualTo(2);
              assertThat(rejection.bound()).isEqualTo(2);
              assertThat(rejection).hasMessageContaining("\"add\"").hasMessageContaining("2");
            });
    second.cancel(true);
    CompletableFuture<Integer> fifth = guest.function("add").future(Integer.class, 5, 5);
    answer.complete(0);
    result(running);
    assertThat(result(third)).isEqualTo(4);
    assertThat(result(fifth)).isEqualTo(10);
  }

  @Test
  void suspendedCallsDoNotCountAsQueued() {
    AsyncInstance guest =
        Guests.calls(desk).policy(Concurrency.INTERLEAVED).maxQueuedCalls(1).build();
    List<CompletableFuture<Integer>> futures = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      futures.add(guest.function("twice").future(Integer.class, i));
      awaitCalls(guest, CallState.SUSPENDED, i + 1);
    }
    futures.forEach(future -> desk.take().answer(1));
    futures.forEach(future -> assertThat(result(future)).isEqualTo(2));
  }

  @Test
  void aNegativeBoundIsRefused() {
    assertThatThrownBy(() -> Guests.calls(desk).maxQueuedCalls(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
  }

  @Test
  void aHostFunctionWithAMonitorMayWait() {
    Object monitor = new Object();
    AsyncInstance guest =
        Guests.calls(
                call -> {
                  synchronized (monitor) {
                    return call.await((CompletableFuture<?>) desk.call(call));
                  }
                })
            .build();
    CompletableFuture<Integer> future = guest.function("twice").future(Integer.class, 1);
    desk.take().answer(2);
    assertThat(result(future)).isEqualTo(4);
  }

  @Test
  void resultsOfASerialInstanceArriveInTheOrderOfTheCalls() {
    AsyncInstance guest = Guests.compute().build();
    long overtaken = 0;
    for (int round = 0; round < 5; round++) {
      CompletableFuture<Integer> gate = new CompletableFuture<>();
      CompletableFuture<Integer> first = guest.future(call -> call.await(gate));
      Queue<Integer> seen = new ConcurrentLinkedQueue<>();
      List<CompletableFuture<Boolean>> all = new ArrayList<>();
      for (int i = 0; i < 5000; i++) {
        all.add(guest.function("id").future(Integer.class, i).thenApply(seen::add));
      }
      gate.complete(0);
      result(first);
      all.forEach(Desk::result);
      List<Integer> order = List.copyOf(seen);
      overtaken +=
          IntStream.range(1, order.size()).filter(i -> order.get(i) < order.get(i - 1)).count();
    }
    // the operating system may hold up a thread for longer than a delivery has patience
    assertThat(overtaken).isLessThan(3);
  }

  @Test
  void whoBlocksWhereAResultArrivesMayWaitForTheNext() {
    AsyncInstance guest = Guests.compute().build();
    CompletableFuture<Integer> gate = new CompletableFuture<>();
    CompletableFuture<CompletableFuture<Integer>> next = new CompletableFuture<>();
    CompletableFuture<Integer> first =
        guest.future(call -> call.await(gate)).thenApply(one -> next.join().join() + one);
    next.complete(guest.function("id").future(Integer.class, 5));
    gate.complete(1);
    assertThat(result(first)).isEqualTo(6);
  }
}
