package dev.heddle.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.heddle.wasm.types.DefinedType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

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

  /**
   * All threads need the same functions, metered and not, and layouts of structures for the first
   * time, each in an order of its own.
   */
  @RepeatedTest(50)
  void structuresMadeForTheFirstTimeByAllThreadsAtOnceAreRightForAll(RepetitionInfo round)
      throws Exception {
    WasmModule module = Guests.module("objects");
    Imports imports = Imports.builder().function("host", "see", call -> {}).build();
    List<List<Object>> found =
        inAllThreads(
            thread -> {
              Instance.Builder builder = Instance.builder(module).imports(imports);
              if (thread % 2 == 0) {
                builder.fuel(Fuel.of(1_000_000));
              }
              return builder.build();
            },
            (thread, own) -> {
              List<Callable<Object>> tasks = new ArrayList<>();
              tasks.add(() -> type(own, "node", 5));
              tasks.add(() -> type(own, "leaf", 5));
              tasks.add(() -> type(own, "mixed", "host"));
              tasks.add(() -> type(own, "bytes", 3));
              tasks.add(() -> type(own, "vectors"));
              tasks.add(() -> own.function("asLeaf").invoke(result(own, "leaf", 4)));
              tasks.add(() -> own.function("packed").invoke(result(own, "mixed", "host")));
              tasks.add(() -> own.function("length").invoke(result(own, "list", 20)));
              Object[] results = new Object[tasks.size()];
              List<Integer> order =
                  new ArrayList<>(IntStream.range(0, results.length).boxed().toList());
              Collections.shuffle(order, new Random(round.getCurrentRepetition() * 31L + thread));
              for (int task : order) {
                results[task] = tasks.get(task).call();
              }
              return Arrays.asList(results);
            });

    assertThat(found.getFirst().subList(5, 8))
        .containsExactly(List.of(7L), List.of(-1, 255, -2, 65_534), List.of(20));
    for (List<Object> results : found) {
      assertThat(results.subList(5, 8)).isEqualTo(found.getFirst().subList(5, 8));
      for (int i = 0; i < 5; i++) {
        assertThat(results.get(i)).isSameAs(found.getFirst().get(i));
      }
    }
  }

  private static Object result(Instance instance, String export, Object... arguments) {
    return Objects.requireNonNull(instance.function(export).invoke(arguments).getFirst());
  }

  private static DefinedType type(Instance instance, String export, Object... arguments) {
    return switch (result(instance, export, arguments)) {
      case WasmStruct struct -> struct.type();
      case WasmArray array -> array.type();
      case Object other -> throw new AssertionError("no object of the guest: " + other);
    };
  }

  @RepeatedTest(50)
  void namesOfFunctionsAskedForTheFirstTimeByAllThreadsAtOnceAreRightForAll() throws Exception {
    WasmModule module = Guests.module("traps");
    List<String> names =
        inAllThreads(
            thread -> Instance.builder(module).build(),
            (thread, own) -> {
              TrapException trap =
                  catchThrowableOfType(
                      TrapException.class, () -> own.function("divideByZero").call());
              GuestFrame frame = trap.guestFrames().getFirst();
              return frame + " " + own.function("unreachable").name() + " " + module.disassemble(0);
            });

    assertThat(names.getFirst()).contains("divideByZero", "unreachable");
    assertThat(names).containsOnly(names.getFirst());
  }

  /** What a thread does with what it has prepared. */
  private interface Task<T, R> {
    R run(int thread, T prepared) throws Exception;
  }

  /** Prepares something in every thread, then runs a task in all of them at once. */
  private static <T, R> List<R> inAllThreads(IntFunction<T> preparation, Task<T, R> task)
      throws Exception {
    CyclicBarrier together = new CyclicBarrier(THREADS);
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<R>> futures = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int thread = i;
        futures.add(
            threads.submit(() -> {
              T prepared = preparation.apply(thread);
              together.await();
              return task.run(thread, prepared);
            }));
      }
      List<R> results = new ArrayList<>();
      for (Future<R> future : futures) {
        results.add(future.get(30, TimeUnit.SECONDS));
      }
      return results;
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
