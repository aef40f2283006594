package dev.heddle.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.wasm.Fuel;
import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Calls of metered instances. */
class FuelTest {

  @Test
  void aGuestThatComputesForEverTrapsWhenItsFuelIsUsedUp() {
    AsyncInstance guest = metered(Fuel.of(10_000));
    CompletableFuture<Void> spinning = guest.function("spin").future(Void.class, 1);
    assertThatThrownBy(spinning::join)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            TrapException.class,
            trap -> assertThat(trap.kind()).isEqualTo(TrapKind.FUEL_EXHAUSTED));
  }

  @Test
  void aCallWithoutFuelWaitsForMoreAndGoesOn() throws Exception {
    LinkedBlockingQueue<CompletableFuture<Integer>> asked = new LinkedBlockingQueue<>();
    Fuel fuel =
        Fuel.of(
            100,
            (tank, missing) -> {
              CompletableFuture<Integer> grant = new CompletableFuture<>();
              asked.add(grant);
              tank.add(GuestCall.current().await(grant));
            });
    AsyncInstance guest = metered(fuel);
    CompletableFuture<Void> spinning = guest.function("spin").future(Void.class, 1);
    for (int round = 0; round < 3; round++) {
      CompletableFuture<Integer> grant = asked.poll(60, TimeUnit.SECONDS);
      assertThat(grant).isNotNull();
      assertThat(spinning).isNotDone();
      grant.complete(1_000);
    }
    CompletableFuture<Integer> last = asked.poll(60, TimeUnit.SECONDS);
    assertThat(last).isNotNull();
    last.complete(0);
    assertThatThrownBy(spinning::join).hasCauseInstanceOf(TrapException.class);
  }

  private static AsyncInstance metered(Fuel fuel) {
    return AsyncInstance.builder(Guests.CALLS)
        .imports(
            Guests.imports(call -> call.i32(0)).suspending("env", "note", call -> null).build())
        .fuel(fuel)
        .build();
  }
}
