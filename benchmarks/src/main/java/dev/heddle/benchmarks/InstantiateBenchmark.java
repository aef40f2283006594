package dev.heddle.benchmarks;

import dev.heddle.benchmarks.engines.Engine;
import dev.heddle.benchmarks.engines.Guest;
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

/** How long it takes to make one more instance of a loaded module, and to call it once. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class InstantiateBenchmark {

  @Param({
    "heddle",
    "heddle-interpreted",
    "chicory-interpreter",
    "chicory-compiler",
    "endive-interpreter"
  })
  public String engine;

  /** {@code identity} has nothing but a function; {@code memory} has 1 MiB, a table and data. */
  @Param({"identity", "memory"})
  public String module;

  private Program program;

  @Setup
  public void load() {
    program = Engine.of(engine).load(GuestModule.bytes(module));
  }

  @Benchmark
  public Guest instantiate() {
    return program.instantiate();
  }

  @Benchmark
  public long instantiateAndCall() {
    return program.instantiate().function("run").call(1);
  }
}
