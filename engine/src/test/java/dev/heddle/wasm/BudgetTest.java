package dev.heddle.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What several instances may use together: memory and fuel. */
class BudgetTest {

  private static final long PAGE = 65_536;

  private final WasmModule module = Guests.module("unbounded-memory");

  private Instance guest(MemoryBudget budget) {
    return Instance.builder(module).memoryBudget(budget).build();
  }

  @Test
  void instancesOfSeveralStoresHaveOneBudget() {
    MemoryBudget budget = MemoryBudget.of(7 * PAGE);
    Instance one = guest(budget);
    Instance other = guest(budget);
    assertThat(budget.used()).isEqualTo(4 * PAGE);
    assertThat(one.function("grow").callInt(4)).isEqualTo(-1);
    assertThat(one.function("grow").callInt(2)).isEqualTo(2);
    assertThat(other.memory("memory").grow(2)).isEqualTo(-1);
    assertThat(budget.used()).isEqualTo(6 * PAGE);
    assertThatExceptionOfType(LimitExceededException.class)
        .isThrownBy(() -> guest(budget))
        .withMessage(
            "memory 2: starts with 2 pages of 65536 bytes, but the memories of its budget have 6"
                + " pages of 65536, and MemoryBudget.bytes is "
                + 7 * PAGE);
    assertThat(budget.used()).isEqualTo(6 * PAGE);
    assertThat(other.memory("memory").grow(1)).isEqualTo(2);
    assertThat(one.function("grow").callInt(0)).isEqualTo(4);
  }

  @Test
  void aPartCountsForTheWhole() {
    MemoryBudget whole = MemoryBudget.of(9 * PAGE);
    MemoryBudget left = whole.part(5 * PAGE);
    MemoryBudget right = whole.part(5 * PAGE);
    Instance one = guest(left);
    Instance two = guest(right);
    assertThat(one.function("grow").callInt(4)).isEqualTo(-1);
    assertThat(one.function("grow").callInt(3)).isEqualTo(2);
    assertThat(two.function("grow").callInt(3)).as("the whole has 2 left").isEqualTo(-1);
    assertThat(two.function("grow").callInt(2)).isEqualTo(2);
    assertThat(left.used()).isEqualTo(5 * PAGE);
    assertThat(right.used()).isEqualTo(4 * PAGE);
    assertThat(whole.used()).isEqualTo(9 * PAGE);
  }

  @Test
  void whatNobodyRefersToIsFreeAgain() {
    MemoryBudget budget = MemoryBudget.of(5 * PAGE);
    for (int i = 0; i < 10; i++) {
      assertThat(guest(budget).memory("memory").pages()).isEqualTo(2);
    }
  }

  @Test
  void aRestoredInstanceKeepsToIt() {
    MemoryBudget budget = MemoryBudget.of(6 * PAGE);
    Instance small = guest(budget);
    Snapshot empty = Snapshot.of(small);
    assertThat(small.function("grow").callInt(3)).isEqualTo(2);
    Snapshot large = Snapshot.of(small);
    empty.restore(small);
    assertThat(budget.used()).isEqualTo(2 * PAGE);
    Instance other = guest(budget);
    assertThatExceptionOfType(LimitExceededException.class).isThrownBy(() -> large.restore(small));
    assertThatExceptionOfType(LimitExceededException.class)
        .isThrownBy(() -> Instance.builder(large).memoryBudget(budget).build());
    assertThat(other.memory("memory").pages()).isEqualTo(2);
  }

  @Test
  void threadsNeverGetMoreThanThereIsTogether() throws Exception {
    MemoryBudget budget = MemoryBudget.of(64 * PAGE);
    List<Instance> guests = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      guests.add(guest(budget));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<Integer>> grown = new ArrayList<>();
      for (Instance guest : guests) {
        grown.add(
            threads.submit(() -> {
              int pages = 0;
              for (int i = 0; i < 64; i++) {
                pages += guest.memory("memory").grow(1) >= 0 ? 1 : 0;
              }
              return pages;
            }));
      }
      int sum = 16;
      for (Future<Integer> pages : grown) {
        sum += pages.get();
      }
      assertThat(sum).isEqualTo(64);
    }
    assertThat(budget.used()).isEqualTo(64 * PAGE);
    assertThatIllegalArgumentException().isThrownBy(() -> MemoryBudget.of(-1));
  }

  // ---- fuel

  private static Instance spinning(Fuel fuel, Execution execution) {
    return Instance.builder(Guests.module("bounded")).fuel(fuel).execution(execution).build();
  }

  private static long loop(Instance guest, int turns) {
    guest.function("loop_then_set").call(turns, 65_536);
    return turns;
  }

  @ParameterizedTest
  @EnumSource
  void whoPaysWithAPartPaysWithTheWholeToo(Execution execution) throws Exception {
    Fuel whole = Fuel.of(1_000_000);
    Instance guest = spinning(whole, execution);
    loop(guest, 1_000);
    long cost = whole.used();
    Fuel part = whole.part(cost);
    new CallControl(part).run(() -> loop(guest, 1_000));
    assertThat(part.remaining()).isZero();
    assertThat(whole.used()).isEqualTo(2 * cost);
    Fuel less = whole.part(cost - 1);
    assertThatExceptionOfType(TrapException.class)
        .isThrownBy(() -> new CallControl(less).run(() -> loop(guest, 1_000)))
        .satisfies(trap -> assertThat(trap.kind()).isEqualTo(TrapKind.FUEL_EXHAUSTED));
    assertThat(whole.used()).isLessThan(3 * cost).isEqualTo(2 * cost + less.used());
  }

  @ParameterizedTest
  @EnumSource
  void aWholeThatIsEmptyIsAskedForMore(Execution execution) throws Exception {
    List<Long> asked = new ArrayList<>();
    Fuel whole =
        Fuel.of(
            100,
            (fuel, missing) -> {
              asked.add(missing);
              if (asked.size() < 4) {
                fuel.add(missing + 50);
              }
            });
    Instance guest = spinning(whole, execution);
    Fuel part = whole.part(1_000_000);
    assertThatExceptionOfType(TrapException.class)
        .isThrownBy(() -> new CallControl(part).run(() -> loop(guest, 100_000)))
        .satisfies(trap -> assertThat(trap.kind()).isEqualTo(TrapKind.FUEL_EXHAUSTED));
    assertThat(asked).hasSize(4).allMatch(missing -> missing > 0);
    assertThat(part.used()).isEqualTo(whole.used());
    assertThat(part.remaining()).isEqualTo(whole.remaining());
  }

  @Test
  void aPartMayBeLargerThanTheWholeAndGrow() throws Exception {
    Fuel whole = Fuel.of(1_000_000);
    Instance guest = spinning(whole, Execution.standard());
    Fuel part = whole.part(10);
    assertThatExceptionOfType(TrapException.class)
        .isThrownBy(() -> new CallControl(part).run(() -> loop(guest, 100)));
    part.add(Long.MAX_VALUE);
    new CallControl(part).run(() -> loop(guest, 100));
    assertThat(part.remaining()).isEqualTo(whole.remaining());
  }

  @Test
  void aControlWithinAnotherPaysWithItsFuel() throws Exception {
    Fuel own = Fuel.of(1_000_000);
    Instance guest = spinning(own, Execution.standard());
    Fuel little = Fuel.of(50);
    CallControl outer = new CallControl(little);
    CallControl inner = new CallControl();
    assertThatExceptionOfType(TrapException.class)
        .isThrownBy(() -> outer.run(() -> inner.run(() -> loop(guest, 1_000))))
        .satisfies(trap -> assertThat(trap.kind()).isEqualTo(TrapKind.FUEL_EXHAUSTED));
    assertThat(own.used()).isZero();
  }
}
