package dev.heddle.async;

import static dev.heddle.async.Desk.awaitCalls;
import static dev.heddle.async.Desk.failure;
import static dev.heddle.async.Desk.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.async.Desk.Request;
import dev.heddle.wasm.Store;
import dev.heddle.wasm.TrapException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The stack that compiled guests keep in memory, where it is copied: rules S1 to S6. */
class ShadowStackTest {

  private static final int TOP = 65536;

  private final Desk desk = new Desk();

  @Test
  void anInterleavedCallFindsItsStackAsItLeftIt() {
    AsyncInstance guest = shadow(Concurrency.INTERLEAVED);
    CompletableFuture<Integer> first = guest.function("keep").future(Integer.class, 1, 64);
    CompletableFuture<Integer> second = guest.function("keep").future(Integer.class, 2, 128);
    Request one = desk.take();
    Request two = desk.take();
    one.answer(0);
    assertThat(result(first)).isEqualTo(1);
    two.answer(0);
    assertThat(result(second)).isEqualTo(2);
    assertThat(result(guest.function("sp").future(Integer.class))).isEqualTo(TOP);
  }

  @Test
  void itsStackIsBackBeforeTheHostFunctionGoesOn() {
    AsyncInstance guest =
        AsyncInstance.builder(Guests.SHADOW)
            .imports(
                AsyncImports.builder()
                    .suspending(
                        "env",
                        "get",
                        call -> {
                          int address = call.i32(0);
                          call.memory().putInt(address, 1000);
                          int value = (int) call.awaitAny(desk.call(call));
                          call.memory().putInt(address, call.memory().getInt(address) + value);
                          return 0;
                        })
                    .build())
            .policy(Concurrency.INTERLEAVED)
            .stackRegions(StackRegions.none())
            .build();
    List<CompletableFuture<Integer>> futures = new ArrayList<>();
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      futures.add(guest.function("fill_local").future(Integer.class, 16));
      requests.add(desk.take());
    }
    // All eight locals are at the same address.
    assertThat(requests).allMatch(request -> request.argument() == TOP - 16);
    for (int i = 0; i < 8; i++) {
      requests.get(i).answer(i);
    }
    for (int i = 0; i < 8; i++) {
      assertThat(result(futures.get(i))).isEqualTo(1000 + i);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void manyCallsKeepTheirStacksInAnyOrderOfCompletion(long seed) {
    Random random = new Random(seed);
    AsyncInstance guest = shadow(Concurrency.INTERLEAVED);
    List<CompletableFuture<Integer>> futures = new ArrayList<>();
    List<Request> open = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      int size = 1 + random.nextInt(500);
      futures.add(guest.function("keep_twice").future(Integer.class, i % 100, size));
      open.add(desk.take());
      while (random.nextInt(3) == 0 && !open.isEmpty()) {
        open.remove(random.nextInt(open.size())).answer(0);
      }
    }
    Collections.shuffle(open, random);
    open.forEach(request -> request.answer(0));
    for (int i = 0; i < 400; i++) {
      assertThat(result(futures.get(i))).isEqualTo(i % 100 * 1000 + i % 100 + 1);
    }
    assertThat(result(guest.function("sp").future(Integer.class))).isEqualTo(TOP);
  }

  @Test
  void cancelledCallsTakeTheirStackWithThem() {
    AsyncInstance guest = shadow(Concurrency.INTERLEAVED);
    CompletableFuture<Integer> kept = guest.function("keep").future(Integer.class, 9, 100);
    Request request = desk.take();
    for (int i = 0; i < 50; i++) {
      CompletableFuture<Integer> cancelled = guest.function("keep").future(Integer.class, i, 200);
      desk.take();
      cancelled.cancel(true);
      failure(cancelled);
    }
    request.answer(0);
    assertThat(result(kept)).isEqualTo(9);
    assertThat(result(guest.function("sp").future(Integer.class))).isEqualTo(TOP);
  }

  @ParameterizedTest
  @EnumSource
  void theStackPointerIsBackAfterATrap(Concurrency policy) {
    AsyncInstance guest = shadow(policy);
    for (int i = 0; i < 100; i++) {
      CompletableFuture<?> trapping = guest.function("trap_with_frame").future(Void.class, 48);
      desk.take().answer(0);
      assertThat(failure(trapping)).isInstanceOf(TrapException.class);
    }
    assertThat(result(guest.function("sp").future(Integer.class))).isEqualTo(TOP);
  }

  @Test
  void theStackPointerIsBackAfterACancellation() {
    AsyncInstance guest = shadow(Concurrency.SERIAL);
    CompletableFuture<?> future = guest.function("trap_with_frame").future(Void.class, 48);
    desk.take();
    future.cancel(true);
    failure(future);
    assertThat(result(guest.function("sp").future(Integer.class))).isEqualTo(TOP);
  }

  @Test
  void theStackPointerIsBackAfterAFailureOfTheHost() {
    AsyncInstance guest = shadow(Concurrency.SERIAL);
    CompletableFuture<?> future = guest.function("trap_with_frame").future(Void.class, 48);
    desk.take().answer().completeExceptionally(new java.io.IOException());
    failure(future);
    assertThat(result(guest.function("sp").future(Integer.class))).isEqualTo(TOP);
  }

  @Test
  void theStackPointerDoesNotDrift() {
    AsyncInstance guest = shadow(Concurrency.SERIAL);
    for (int i = 0; i < 10_000; i++) {
      result(guest.function("leak").future(Void.class, 48));
    }
    assertThat(result(guest.function("sp").future(Integer.class))).isEqualTo(TOP);
  }

  @Test
  void exportsCalledWithinACallUseTheSameStackFurtherDown() {
    AsyncInstance guest = shadow(Concurrency.INTERLEAVED);
    CompletableFuture<Integer> nested =
        guest.future(call -> {
          call.instance().function("leak").callVoid(32);
          int sp = call.instance().function("sp").callInt();
          call.instance().function("keep").callInt(3, 64);
          return sp;
        });
    Request request = desk.take();
    CompletableFuture<Integer> other = guest.function("keep").future(Integer.class, 5, 512);
    desk.take().answer(0);
    assertThat(result(other)).isEqualTo(5);
    request.answer(0);
    assertThat(result(nested)).isEqualTo(TOP - 32);
    assertThat(result(guest.function("sp").future(Integer.class))).isEqualTo(TOP);
  }

  @Test
  void theStacksOfAllInstancesOfAStoreAreKept() {
    // The waiting call has frames in two instances; another call then uses the inner one.
    Store store = Store.create();
    AsyncInstance inner =
        AsyncInstance.builder(Guests.SHADOW)
            .store(store)
            .policy(Concurrency.INTERLEAVED)
            .stackRegions(StackRegions.none())
            .imports(AsyncImports.builder().suspending("env", "get", desk).build())
            .build();
    AsyncInstance outer =
        AsyncInstance.builder(Guests.SHADOW)
            .store(store)
            .policy(Concurrency.INTERLEAVED)
            .stackRegions(StackRegions.none())
            .imports(
                AsyncImports.builder()
                    .suspending(
                        "env",
                        "get",
                        call -> inner.instance().function("keep").callInt(call.i32(0), 300))
                    .build())
            .build();
    CompletableFuture<Integer> first = outer.function("keep").future(Integer.class, 1, 100);
    Request one = desk.take();
    CompletableFuture<Integer> second = outer.function("keep").future(Integer.class, 2, 200);
    Request two = desk.take();
    CompletableFuture<Integer> third = inner.function("keep").future(Integer.class, 3, 400);
    desk.take().answer(0);
    assertThat(result(third)).isEqualTo(3);
    one.answer(0);
    assertThat(result(first)).isEqualTo(1);
    two.answer(0);
    assertThat(result(second)).isEqualTo(2);
  }

  @Test
  void anInstanceThatIsMadeDuringACallHasItsStackKeptToo() {
    Store store = Store.create();
    AsyncInstance outer =
        Guests.calls(call -> 0).store(store).policy(Concurrency.INTERLEAVED).build();
    CompletableFuture<AsyncInstance> made = new CompletableFuture<>();
    CompletableFuture<Integer> first =
        outer.future(call -> {
          AsyncInstance inner =
              AsyncInstance.builder(Guests.SHADOW)
                  .store(store)
                  .policy(Concurrency.INTERLEAVED)
                  .imports(AsyncImports.builder().suspending("env", "get", desk).build())
                  .build();
          made.complete(inner);
          return inner.instance().function("keep").callInt(1, 64);
        });
    Request one = desk.take();
    CompletableFuture<Integer> second = result(made).function("keep").future(Integer.class, 2, 64);
    desk.take().answer(0);
    assertThat(result(second)).isEqualTo(2);
    one.answer(0);
    assertThat(result(first)).isEqualTo(1);
  }

  @Test
  void closingAnInstanceDoesNotDisturbCallsThatHaveFramesInIt() {
    Store store = Store.create();
    AsyncInstance inner = shadow(Concurrency.INTERLEAVED, store);
    AsyncInstance outer =
        Guests.calls(call -> 0).store(store).policy(Concurrency.INTERLEAVED).build();
    CompletableFuture<Integer> first =
        outer.future(call -> inner.instance().function("keep").callInt(1, 64));
    Request one = desk.take();
    awaitCalls(outer, CallState.SUSPENDED, 1);
    inner.close();
    result(inner.closed());
    assertThat(result(outer.function("add").future(Integer.class, 1, 2))).isEqualTo(3);
    one.answer(0);
    assertThat(result(first)).isEqualTo(1);
  }

  @Test
  void aStackPointerThatIsNamedMustBeThere() {
    assertThatThrownBy(() -> Guests.calls(desk).stackPointer("sp").build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sp");
    assertThatThrownBy(() -> Guests.calls(desk).stackPointer("add").build())
        .isInstanceOf(IllegalArgumentException.class);
  }

  private AsyncInstance shadow(Concurrency policy) {
    return shadow(policy, Store.create());
  }

  private AsyncInstance shadow(Concurrency policy, Store store) {
    return AsyncInstance.builder(Guests.SHADOW)
        .store(store)
        .imports(AsyncImports.builder().suspending("env", "get", desk).build())
        .policy(policy)
        .stackRegions(StackRegions.none())
        .build();
  }
}
