package dev.heddle.benchmarks;

import dev.heddle.benchmarks.guests.GuestModule;
import dev.heddle.wasm.Instance;
import dev.heddle.wasm.Snapshot;
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

/** How long it takes to start an instance from a snapshot, and to put one back to it. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class SnapshotBenchmark {

  /** {@code memory} has 1 MiB; {@code sqlite} has run its workload once. */
  @Param({"identity", "memory", "sqlite"})
  public String module;

  private Snapshot snapshot;
  private Instance instance;

  @Setup
  public void take() {
    instance = Instance.builder(WasmModule.load(GuestModule.bytes(module))).build();
    instance.function("run").call(1);
    snapshot = Snapshot.of(instance);
  }

  @Benchmark
  public Instance start() {
    return Instance.builder(snapshot).build();
  }

  @Benchmark
  public Instance restore() {
    snapshot.restore(instance);
    return instance;
  }
}
