package dev.heddle.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;

/** One module serves many threads, each with instances of its own. */
class SharedModuleTest {

  private static final int THREADS = 8;

  /** The same computation as the guest's chain of functions. */
  private static long expected(long value, int function) {
    if (function == 300) {
      return value;
    }
    long factor = function * 2_654_435_761L % 1_000_003 | 1;
    long mixed = value * factor + function;
    return expected(mixed, function + 1) ^ mixed >>> (function % 13);
  }

  @RepeatedTest(20)
  void functionsCalledForTheFirstTimeByAllThreadsAtOnceAreRightForAll() throws Exception {
    WasmModule module = Guests.module("many-functions");
    CyclicBarrier together = new CyclicBarrier(THREADS);
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<Long>> results = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        long argument = 0x9e37_79b9_7f4a_7c15L * i;
        results.add(
            threads.submit(() -> {
              Instance own = Instance.builder(module).build();
              together.await();
              return own.function("begin").callLong(argument);
            }));
      }
      for (int i = 0; i < THREADS; i++) {
        assertThat(results.get(i).get(30, TimeUnit.SECONDS))
            .isEqualTo(expected(0x9e37_79b9_7f4a_7c15L * i, 1));
      }
    }
  }

  @RepeatedTest(5)
  void meteredAndOtherInstancesMadeAtOnceCountTheSameForAll() throws Exception {
    WasmModule module = Guests.module("many-functions");
    CyclicBarrier together = new CyclicBarrier(THREADS);
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<Long>> used = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        boolean metered = i % 2 == 0;
        used.add(
            threads.submit(() -> {
              Fuel fuel = Fuel.of(1_000_000);
              Instance.Builder builder = Instance.builder(module);
              Instance own = metered ? builder.fuel(fuel).build() : builder.build();
              together.await();
              assertThat(own.function("begin").callLong(7)).isEqualTo(expected(7, 1));
              return fuel.used();
            }));
      }
      long cost = used.getFirst().get(30, TimeUnit.SECONDS);
      assertThat(cost).isPositive();
      for (int i = 0; i < THREADS; i++) {
        assertThat(used.get(i).get(30, TimeUnit.SECONDS)).isEqualTo(i % 2 == 0 ? cost : 0);
      }
    }
  }

  @RepeatedTest(5)
  void instancesOfOneModuleHaveStatesOfTheirOwn() throws Exception {
    WasmModule module = Guests.module("globals");
    CyclicBarrier together = new CyclicBarrier(THREADS);
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<Object>> results = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        long own = i;
        results.add(
            threads.submit(() -> {
              Instance instance = Instance.builder(module).build();
              together.await();
              for (int n = 0; n < 1000; n++) {
                instance.function("setI64").callVoid(own + n);
              }
              return instance.global("i64").get();
            }));
      }
      for (int i = 0; i < THREADS; i++) {
        assertThat(results.get(i).get(30, TimeUnit.SECONDS)).isEqualTo(i + 999L);
      }
    }
  }
}
