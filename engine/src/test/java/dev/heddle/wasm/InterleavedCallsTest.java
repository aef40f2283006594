package dev.heddle.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Calls of one instance that are parked in imports while others run see nothing of each other:
 * invariant 1 of the architecture.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InterleavedCallsTest {

  /** What the guest computes for one value, when the host answers the meeting with its argument. */
  private static long direct(long x) {
    return x * 11 + (3 * x + 1) + (x + 100) + 3 * x + (x + 5) + (int) (x + 7);
  }

  private static long deep(long n, long seed) {
    long sum = 0;
    for (long i = 1; i <= n; i++) {
      sum += seed + direct(i + seed);
    }
    return sum;
  }

  private static Instance guest(HostFunction meet) {
    return Guests.instance("interleave", Imports.builder().function("env", "meet", meet).build());
  }

  /**
   * Lets one of the threads run at a time, and chooses by chance which goes on whenever one of them
   * parks; so every interleaving at the imports is possible, and a seed repeats it.
   */
  private static final class Turns {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Random random;
    private final List<Thread> waiting = new ArrayList<>();
    private int running;
    private Thread chosen;

    Turns(long seed, int threads) {
      random = new Random(seed);
      running = threads;
    }

    /** Parks the current thread until it is chosen. */
    void park() {
      lock.lock();
      try {
        waiting.add(Thread.currentThread());
        running--;
        chooseIfAllWait();
        while (chosen != Thread.currentThread()) {
          changed.awaitUninterruptibly();
        }
        chosen = null;
        waiting.remove(Thread.currentThread());
        running++;
      } finally {
        lock.unlock();
      }
    }

    /** Takes no more part. */
    void leave() {
      lock.lock();
      try {
        running--;
        chooseIfAllWait();
      } finally {
        lock.unlock();
      }
    }

    private void chooseIfAllWait() {
      if (running == 0 && !waiting.isEmpty()) {
        chosen = waiting.get(random.nextInt(waiting.size()));
        changed.signalAll();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void callsParkedInAnyOrderGiveTheResultsOfCallsAlone(long seed) throws Exception {
    int calls = 6;
    Turns turns = new Turns(seed, calls);
    Instance guest =
        guest(call -> {
          long argument = call.i64(0);
          turns.park();
          call.returnI64(argument);
        });
    List<Callable<long[]>> tasks = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      long depth = 5 + 3L * i;
      long own = 1000L * (i + 1);
      tasks.add(() -> {
        turns.park();
        try {
          return guest.function("deep").call(depth, own);
        } finally {
          turns.leave();
        }
      });
    }

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<long[]>> results = tasks.stream().map(threads::submit).toList();
      for (int i = 0; i < calls; i++) {
        assertThat(results.get(i).get(30, TimeUnit.SECONDS))
            .containsExactly(deep(5 + 3L * i, 1000L * (i + 1)));
      }
    }
  }

  @Test
  void twoCallsThatMeetInTheMiddleOfEveryStepGiveRightResults() throws Exception {
    CyclicBarrier meeting = new CyclicBarrier(2);
    Instance guest =
        guest(call -> {
          meeting.await();
          call.returnI64(call.i64(0));
        });

    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      for (int round = 0; round < 50; round++) {
        long seed = round;
        Future<Long> one = threads.submit(() -> guest.function("deep").callLong(20, seed));
        Future<Long> other = threads.submit(() -> guest.function("deep").callLong(20, -7 * seed));

        assertThat(one.get(30, TimeUnit.SECONDS)).isEqualTo(deep(20, seed));
        assertThat(other.get(30, TimeUnit.SECONDS)).isEqualTo(deep(20, -7 * seed));
      }
    }
  }

  @Test
  void aCallMadeByTheHostInTheMiddleOfAnotherDoesNotDisturbIt() {
    Instance[] self = new Instance[1];
    self[0] =
        guest(call -> {
          long argument = call.i64(0);
          if (argument % 5 == 0) {
            assertThat(self[0].function("deep").callLong(3, 1)).isEqualTo(deep(3, 1));
          }
          call.returnI64(argument);
        });

    assertThat(self[0].function("deep").callLong(30, 0)).isEqualTo(deep(30, 0));
  }

  @Test
  void referencesOfInterleavedCallsKeepApart() throws Exception {
    CyclicBarrier meeting = new CyclicBarrier(2);
    Instance guest =
        guest(call -> {
          meeting.await();
          call.returnI64(call.i64(0) + 1);
        });

    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      for (int round = 0; round < 50; round++) {
        Object a = new Object();
        Object b = new Object();
        long number = round;
        Future<List<Object>> one =
            threads.submit(() -> guest.function("carry").invoke(a, b, number));
        Future<List<Object>> other =
            threads.submit(() -> guest.function("carry").invoke(b, null, -number));

        assertThat(one.get(30, TimeUnit.SECONDS)).containsExactly(b, number + 1, a);
        assertThat(other.get(30, TimeUnit.SECONDS)).containsExactly(null, -number + 1, b);
      }
    }
  }
}
