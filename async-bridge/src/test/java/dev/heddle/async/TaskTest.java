package dev.heddle.async;

import static dev.heddle.async.Desk.failure;
import static dev.heddle.async.Desk.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Java code that drives a guest as one call. */
class TaskTest {

  private final Desk desk = new Desk();
  private final AsyncInstance guest = Guests.calls(desk).build();

  @Test
  void aTaskMayCallSeveralExportsAndTouchMemoryInBetween() {
    CompletableFuture<Integer> future =
        guest.future(call -> {
          call.memory().putInt(16, 40);
          int loaded = call.instance().function("load").callInt(16);
          return call.instance().function("add").callInt(loaded, 2);
        });
    assertThat(result(future)).isEqualTo(42);
  }

  @Test
  void aTaskMayWaitAndItsExportsToo() {
    StepVerifier.create(
            guest.mono(call -> {
              int first = call.await(CompletableFuture.supplyAsync(() -> 1));
              Integer second = call.await(Mono.fromSupplier(() -> 2));
              return first + second + call.instance().function("twice").callInt(3);
            }))
        .then(() -> desk.take().answer(10))
        .expectNext(23)
        .verifyComplete();
  }

  @Test
  void aTaskHasTheInstanceToItself() {
    CompletableFuture<Integer> first =
        guest.future(call -> {
          int before = call.instance().function("count").callInt();
          call.await(CompletableFuture.supplyAsync(() -> 1));
          return call.instance().function("count").callInt() - before;
        });
    CompletableFuture<Integer> second = guest.function("count").future(Integer.class);
    assertThat(result(first)).isEqualTo(1);
    assertThat(result(second)).isEqualTo(3);
  }

  @Test
  void whatATaskThrowsReachesTheCaller() {
    IOException thrown = new IOException();
    assertThat(
            failure(
                guest.future(call -> {
                  throw thrown;
                })))
        .isSameAs(thrown);
  }

  @Test
  void anErrorInOneTaskLeavesTheBatonToTheNext() {
    for (Error thrown :
        new Error[] {
          new StackOverflowError(), new OutOfMemoryError("test"), new AssertionError()
        }) {
      assertThat(
              failure(
                  guest.future(call -> {
                    throw thrown;
                  })))
          .isSameAs(thrown);
      assertThat(result(guest.function("add").future(Integer.class, 1, 2))).isEqualTo(3);
    }
  }

  @Test
  void theCurrentCallIsKnownOnItsThreadOnly() {
    assertThat(GuestCall.isPresent()).isFalse();
    assertThatThrownBy(GuestCall::current)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(Thread.currentThread().getName());
    boolean same = result(guest.future(call -> GuestCall.current() == call));
    assertThat(same).isTrue();
  }

  @Test
  void aCallIsUnusableOnOtherThreadsAndAfterItsEnd() {
    AtomicReference<GuestCall> escaped = new AtomicReference<>();
    result(
        guest.future(call -> {
          escaped.set(call);
          assertThat(
                  failure(
                      CompletableFuture.supplyAsync(
                          () -> call.await(CompletableFuture.completedFuture(1)))))
              .hasRootCauseInstanceOf(IllegalStateException.class);
          return null;
        }));
    assertThatThrownBy(() -> escaped.get().check())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("own thread");
    assertThatThrownBy(() -> escaped.get().instance()).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> escaped.get().memory()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void whatCannotBeWaitedForIsReturnedAsItIs() {
    Object plain = new Object();
    assertThat(result(guest.<Object>future(call -> call.awaitAny(plain)))).isSameAs(plain);
    assertThat(result(guest.<Object>future(call -> call.awaitAny(null)))).isNull();
  }

  @Test
  void anInterruptedThreadStillWaitsAndStaysInterrupted() {
    boolean interrupted =
        result(
            guest.future(call -> {
              Thread.currentThread().interrupt();
              call.await(CompletableFuture.supplyAsync(() -> 1));
              return Thread.interrupted();
            }));
    assertThat(interrupted).isTrue();
  }

  @Test
  void aCallHasTheClassLoaderOfWhoMadeIt() {
    ClassLoader own = new ClassLoader(TaskTest.class.getClassLoader()) {};
    Thread current = Thread.currentThread();
    ClassLoader before = current.getContextClassLoader();
    current.setContextClassLoader(own);
    try {
      assertThat(
              result(
                  guest.<ClassLoader>future(
                      call -> Thread.currentThread().getContextClassLoader())))
          .isSameAs(own);
    } finally {
      current.setContextClassLoader(before);
    }
  }

  @Test
  void aThreadThatRunsACallOfTheStoreIsKnown() {
    AsyncInstance compute = Guests.compute().build();
    AsyncInstance other = Guests.compute().build();
    assertThat(compute.isRunningHere()).isFalse();
    assertThat(compute.<Boolean>future(call -> compute.isRunningHere()).join()).isTrue();
    assertThat(compute.<Boolean>future(call -> other.isRunningHere()).join()).isFalse();
    AsyncInstance neighbour = Guests.compute().store(compute.instance().store()).build();
    assertThat(neighbour.<Boolean>future(call -> compute.isRunningHere()).join()).isTrue();
    boolean child =
        compute
            .<Boolean>future(call -> {
              CompletableFuture<Boolean> seen = new CompletableFuture<>();
              Thread.ofVirtual().start(() -> seen.complete(compute.isRunningHere()));
              return call.await(seen);
            })
            .join();
    assertThat(child).isFalse();
  }
}
