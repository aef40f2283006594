package dev.heddle.wasm;

import static dev.heddle.wasm.decode.ModuleBytes.join;
import static dev.heddle.wasm.decode.ModuleBytes.module;
import static dev.heddle.wasm.decode.ModuleBytes.u32;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.wasm.types.DefinedType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Equal types are one object, whichever modules they are in and whichever threads load those. */
class SharedTypesTest {

  private static final int THREADS = 8;
  private static final int MODULES = 4;
  private static final int TYPES = 12;
  private static final int STRUCT = 0x5f;
  private static final int GROUP = 0x4e;

  /**
   * A recursive group of structures that point to each other at random.
   *
   * @param first the index that its first type will have
   */
  private static int[] group(Random random, int first) {
    int[] group = join(new int[] {GROUP}, u32(TYPES));
    for (int type = 0; type < TYPES; type++) {
      int fields = random.nextInt(1, 5);
      group = join(group, new int[] {STRUCT, fields});
      for (int field = 0; field < fields; field++) {
        int target = first + random.nextInt(TYPES);
        group = join(group, new int[] {0x63}, u32(target), new int[] {random.nextInt(2)});
      }
    }
    return group;
  }

  /** A module with some types of its own, and then the group that a seed stands for. */
  private static byte[] moduleWith(long seed, int others) {
    int[] content = u32(others + 1);
    for (int i = 0; i < others; i++) {
      content = join(content, new int[] {STRUCT, 1, 0x7e, 0});
    }
    return module().section(1, join(content, group(new Random(seed), others))).toBytes();
  }

  private static List<DefinedType> load(long seed, int others) {
    List<DefinedType> types = WasmModule.load(moduleWith(seed, others)).types();
    return types.subList(others, others + TYPES);
  }

  private static void assertSame(List<DefinedType> found, List<DefinedType> expected) {
    for (int i = 0; i < expected.size(); i++) {
      assertThat(found.get(i)).isSameAs(expected.get(i));
    }
  }

  @RepeatedTest(50)
  void manyModulesWithEqualTypesLoadedByManyThreadsAtOnce(RepetitionInfo round) throws Exception {
    long seed = System.nanoTime() * 1_000 + round.getCurrentRepetition();
    CyclicBarrier together = new CyclicBarrier(THREADS);
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<List<List<DefinedType>>>> futures = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int thread = i;
        futures.add(
            threads.submit(() -> {
              together.await();
              List<List<DefinedType>> loaded = new ArrayList<>();
              for (int k = 0; k < MODULES; k++) {
                loaded.add(load(seed, (thread + k) % MODULES));
              }
              return loaded;
            }));
      }
      List<DefinedType> expected = futures.getFirst().get(30, TimeUnit.SECONDS).getFirst();
      for (Future<List<List<DefinedType>>> future : futures) {
        for (List<DefinedType> types : future.get(30, TimeUnit.SECONDS)) {
          assertSame(types, expected);
        }
      }
    }
  }

  @Test
  void typesThatNobodyUsesAnyMoreAreMadeAnewForAll() throws Exception {
    long seed = System.nanoTime();
    AtomicBoolean done = new AtomicBoolean();
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      Future<?> collecting =
          threads.submit(() -> {
            for (int i = 0; i < 30; i++) {
              System.gc();
            }
            done.set(true);
          });
      List<Future<Integer>> rounds = new ArrayList<>();
      for (int thread = 0; thread < 2; thread++) {
        rounds.add(
            threads.submit(() -> {
              int count = 0;
              do {
                // kept for this round only
                List<DefinedType> one = load(seed, count % 3);
                assertSame(load(seed, (count + 1) % 3), one);
                count++;
              } while (!done.get());
              return count;
            }));
      }
      collecting.get(60, TimeUnit.SECONDS);
      for (Future<Integer> round : rounds) {
        assertThat(round.get(60, TimeUnit.SECONDS)).isPositive();
      }
    }
  }
}
