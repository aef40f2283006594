package dev.heddle.benchmarks;

import dev.heddle.benchmarks.engines.Engine;
import dev.heddle.benchmarks.engines.Guest;
import dev.heddle.benchmarks.engines.GuestFunction;
import dev.heddle.benchmarks.guests.GuestModule;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to cross the border between host and guest. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class CallBenchmark {

  private static final int CALLS = 1_000;

  @Param({
    "heddle",
    "heddle-interpreted",
    "chicory-interpreter",
    "chicory-compiler",
    "endive-interpreter"
  })
  public String engine;

  private GuestFunction identity;
  private GuestFunction outside;
  private GuestFunction inside;
  private int argument;

  @Setup
  public void load() {
    Engine chosen = Engine.of(engine);
    identity = chosen.load(GuestModule.bytes("identity")).instantiate().function("run");
    Guest host = chosen.load(GuestModule.bytes("host")).instantiate(value -> value + 1);
    outside = host.function("run");
    inside = host.function("inside");
  }

  /** The host calls a function that returns its argument. */
  @Benchmark
  public long hostToGuest() {
    return identity.call(argument++);
  }

  /**
   * The guest calls the host, a thousand times in a loop: one of them, with its share of the loop.
   */
  @Benchmark
  @OperationsPerInvocation(CALLS)
  public long guestToHost() {
    return outside.call(CALLS);
  }

  /** The same loop around a function of the guest. */
  @Benchmark
  @OperationsPerInvocation(CALLS)
  public long guestToGuest() {
    return inside.call(CALLS);
  }
}
