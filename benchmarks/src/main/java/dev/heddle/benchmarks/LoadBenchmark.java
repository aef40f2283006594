package dev.heddle.benchmarks;

import dev.heddle.benchmarks.engines.Engine;
import dev.heddle.benchmarks.engines.Program;
import dev.heddle.benchmarks.guests.GuestModule;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long it takes to decode and validate SQLite, about a megabyte: warm, and the first time in a
 * fresh JVM.
 *
 * <p>The engines share the work differently between loading and running: Heddle lowers a function
 * when it is first called, the peers' interpreters prepare all of them here. {@link Benchmarks}
 * shows the time to the first result beside this.
 */
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Thread)
public class LoadBenchmark {

  @Param({"heddle", "chicory-interpreter", "endive-interpreter"})
  public String engine;

  private Engine chosen;
  private byte[] module;

  @Setup
  public void read() {
    chosen = Engine.of(engine);
    module = GuestModule.sqlite();
  }

  @Benchmark
  @BenchmarkMode(Mode.AverageTime)
  @Fork(1)
  @Warmup(iterations = 5, time = 2)
  @Measurement(iterations = 5, time = 2)
  public Program warm() {
    return chosen.load(module);
  }

  @Benchmark
  @BenchmarkMode(Mode.SingleShotTime)
  @Fork(10)
  @Warmup(iterations = 0)
  @Measurement(iterations = 1)
  public Program cold() {
    return chosen.load(module);
  }
}
