package dev.heddle.examples.go;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintStream;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * A module that computes, behind a {@code Mono}: passwords are hashed in Go, asked for on an event
 * loop that goes on meanwhile. Every hash is compared with the JDK's.
 */
public final class Hashing {

  private static final int ROUNDS = 1_000;
  private static final int INSTANCES = Runtime.getRuntime().availableProcessors();
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private Hashing() {}

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    run(100, System.out);
  }

  static void run(int passwords, PrintStream out) throws Exception {
    Figures figures = new Figures(out);
    long start = System.nanoTime();
    PasswordHash hasher =
        PasswordHash.start(GoModule.load("hash"), INSTANCES).blockOptional(LONGEST).orElseThrow();
    figures.row("start", "%.0f ms, cold, %d instances", since(start), INSTANCES);

    Scheduler loop = Schedulers.newSingle("event-loop");
    AtomicLong longest = new AtomicLong();
    Disposable ticks = watch(loop, longest);
    long asked = System.nanoTime();
    long right =
        Flux.range(0, passwords)
            .flatMap(i -> hasher.hash("secret " + i, salt(i), ROUNDS).map(hash -> checked(i, hash)))
            .subscribeOn(loop)
            .count()
            .blockOptional(LONGEST)
            .orElseThrow();
    double seconds = since(asked) / 1e3;
    ticks.dispose();
    loop.dispose();
    hasher.close().block(LONGEST);

    figures.row("hashes", "%d of %d rounds, each as the JDK has it", right, ROUNDS);
    figures.row("hashes per second", "%.0f", passwords / seconds);
    figures.row("event loop held", "%.1f ms at the longest", Figures.millis(longest.get()));
  }

  /** A task every millisecond shows how long others have to wait for the loop. */
  private static Disposable watch(Scheduler loop, AtomicLong longest) {
    AtomicLong last = new AtomicLong(System.nanoTime());
    return loop.schedulePeriodically(
        () -> {
          long now = System.nanoTime();
          longest.accumulateAndGet(now - last.getAndSet(now), Math::max);
        },
        0,
        1,
        TimeUnit.MILLISECONDS);
  }

  private static byte[] salt(int i) {
    return ("salt of number " + i).getBytes(UTF_8);
  }

  private static int checked(int i, byte[] hash) {
    try {
      PBEKeySpec spec =
          new PBEKeySpec(("secret " + i).toCharArray(), salt(i), ROUNDS, 8 * hash.length);
      byte[] expected =
          SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
      if (!Arrays.equals(hash, expected)) {
        throw new IllegalStateException("the hash of password " + i + " is not that of the JDK");
      }
      return i;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static double since(long start) {
    return Figures.millis(System.nanoTime() - start);
  }
}
