package dev.heddle.benchmarks;

import dev.heddle.benchmarks.guests.Kernel;
import dev.heddle.wasm.CallControl;
import dev.heddle.wasm.Fuel;
import dev.heddle.wasm.Instance;
import dev.heddle.wasm.WasmFunction;
import dev.heddle.wasm.WasmModule;
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

/** What it costs that a guest can be stopped: one run of a kernel, checked. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class MeteringBenchmark {

  /** How a guest is kept from running for ever. */
  public enum Bound {
    /** It is not. */
    NONE,
    /** Somebody else could interrupt it. */
    INTERRUPT,
    /** It pays for every instruction. */
    FUEL
  }

  @Param({"NONE", "INTERRUPT", "FUEL"})
  public Bound bound;

  @Param({"fib", "loop", "sieve", "sha256", "vm"})
  public String kernel;

  private Kernel.Task task;
  private WasmFunction run;
  private CallControl control;

  @Setup
  public void load() {
    Kernel chosen = Kernel.of(kernel);
    task = chosen.full();
    Instance.Builder builder = Instance.builder(WasmModule.load(chosen.module()));
    if (bound == Bound.FUEL) {
      builder.fuel(Fuel.of(Long.MAX_VALUE));
    }
    run = builder.build().function("run");
    control = new CallControl();
  }

  @Benchmark
  public long run() throws Exception {
    long result =
        bound == Bound.INTERRUPT
            ? control.run(() -> run.callLong(task.n()))
            : run.callLong(task.n());
    task.check(result);
    return result;
  }
}
