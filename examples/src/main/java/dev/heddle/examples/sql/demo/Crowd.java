package dev.heddle.examples.sql.demo;

import dev.heddle.examples.load.Latencies;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Many clients at once, each of which asks its next question when the last has been answered, until
 * all have asked a given number together. After the first wrong answer nobody asks any more.
 */
final class Crowd {
  private final ShopClient client;
  private final Workload workload;
  private final Latencies latencies;
  private final AtomicInteger left;
  private final Promise<Void> failure = Promise.promise();

  Crowd(ShopClient client, Workload workload, int questions) {
    this.client = client;
    this.workload = workload;
    this.latencies = new Latencies(questions);
    this.left = new AtomicInteger(questions);
  }

  /** Starts the clients; what it returns completes when all questions have been answered. */
  Future<Latencies> start(int clients, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Future<Void>> loops = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      Promise<Void> end = Promise.promise();
      loops.add(end.future());
      askNext(random.split(), end);
    }
    return Future.join(loops).map(latencies);
  }

  private void askNext(SplittableRandom random, Promise<Void> end) {
    if (left.getAndDecrement() <= 0 || failure.future().failed()) {
      end.tryComplete();
      return;
    }
    Question question = workload.next(random);
    long asked = System.nanoTime();
    client
        .ask(question)
        .onComplete(
            answered -> {
              latencies.add(System.nanoTime() - asked);
              askNext(random, end);
            },
            wrong -> {
              failure.tryFail(wrong);
              end.tryFail(wrong);
            });
  }

  /** Returns how many questions have been answered so far. */
  int answered() {
    return latencies.count();
  }
}
