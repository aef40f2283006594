package dev.heddle.benchmarks;

import dev.heddle.benchmarks.engines.Engine;
import dev.heddle.benchmarks.engines.GuestFunction;
import dev.heddle.benchmarks.guests.Kernel;
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

/** How long a warm engine computes: one run of a kernel, checked. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class InterpreterBenchmark {

  @Param({
    "heddle",
    "heddle-interpreted",
    "chicory-interpreter",
    "chicory-compiler",
    "endive-interpreter"
  })
  public String engine;

  @Param({
    "fib",
    "loop",
    "sieve",
    "sha256",
    "crc32",
    "base64",
    "matrix",
    "nbody",
    "quicksort",
    "vm",
    "expression"
  })
  public String kernel;

  private Kernel.Task task;
  private GuestFunction run;

  @Setup
  public void load() {
    Kernel chosen = Kernel.of(kernel);
    task = chosen.full();
    run = Engine.of(engine).load(chosen.module()).instantiate().function("run");
  }

  @Benchmark
  public long run() {
    long result = run.call(task.n());
    task.check(result);
    return result;
  }
}
