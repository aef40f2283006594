package dev.heddle.benchmarks;

import dev.heddle.async.AsyncFunction;
import dev.heddle.async.AsyncImports;
import dev.heddle.async.AsyncInstance;
import dev.heddle.bind.Heddle;
import dev.heddle.bind.WasmExport;
import dev.heddle.bind.WasmImport;
import dev.heddle.wasm.Memory;
import dev.heddle.wasm.WasmFunction;
import dev.heddle.wasm.WasmModule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a Java interface costs, beside the same calls by name and with raw numbers. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class BindingBenchmark {

  private static final int CALLS = 1_000;

  /** The guest in C of the binding's tests. */
  interface Shop {
    int add(int a, int b);

    int total(int cart);

    String greet(String name);

    @WasmExport("add")
    CompletableFuture<Integer> addLater(int a, int b);

    AsyncInstance instance();
  }

  /** Serves its imports. */
  @WasmImport("env")
  public static final class ShopHost {
    public int price(int sku) {
      return sku;
    }

    public String describe(int sku) {
      return "";
    }

    public void note(String line) {}
  }

  private Shop typed;
  private AsyncInstance instance;
  private AsyncFunction addByName;
  private WasmFunction add;
  private WasmFunction total;
  private WasmFunction greet;
  private WasmFunction allocate;
  private WasmFunction free;
  private WasmFunction read;
  private Memory memory;
  private int argument;

  @Setup
  public void bind() throws IOException {
    WasmModule module = WasmModule.load(BindingBenchmark.class, "/shop.wasm");
    // For each side an instance of its own, which imports as it calls.
    typed = Heddle.bind(module, Shop.class, new ShopHost());
    instance =
        AsyncInstance.builder(module)
            .imports(
                AsyncImports.builder()
                    .suspending("env", "price", call -> call.i32(0))
                    .suspending("env", "describe", call -> null)
                    .suspending("env", "note", call -> null)
                    .build())
            .build();
    addByName = instance.function("add");
    add = instance.instance().function("add");
    total = instance.instance().function("total");
    greet = instance.instance().function("greet");
    allocate = instance.instance().function("heddle_alloc");
    free = instance.instance().function("heddle_free");
    read = instance.instance().function("cabi_post_greet");
    memory = instance.instance().memory("memory");
  }

  /** Numbers, within a call. */
  @Benchmark
  @OperationsPerInvocation(CALLS)
  public int addTyped() throws InterruptedException {
    return typed
        .instance()
        .call(call -> {
          int sum = 0;
          for (int i = 0; i < CALLS; i++) {
            sum = typed.add(sum, i);
          }
          return sum;
        });
  }

  /** The same with raw numbers. */
  @Benchmark
  @OperationsPerInvocation(CALLS)
  public int addUntyped() throws InterruptedException {
    return instance.call(call -> {
      int sum = 0;
      for (int i = 0; i < CALLS; i++) {
        sum = add.callInt(sum, i);
      }
      return sum;
    });
  }

  /** Numbers, a call for each. */
  @Benchmark
  public int addLaterTyped() {
    return typed.addLater(argument++, 1).join();
  }

  /** The same by name, with boxed numbers. */
  @Benchmark
  public int addLaterUntyped() {
    return addByName.future(Integer.class, argument++, 1).join();
  }

  /** A guest that calls a host method, again and again. */
  @Benchmark
  @OperationsPerInvocation(CALLS)
  public int importTyped() throws InterruptedException {
    return typed.instance().call(call -> typed.total(CALLS));
  }

  /** The same with a host function. */
  @Benchmark
  @OperationsPerInvocation(CALLS)
  public int importUntyped() throws InterruptedException {
    return instance.call(call -> total.callInt(CALLS));
  }

  /** Text, within a call. */
  @Benchmark
  @OperationsPerInvocation(CALLS)
  public int greetTyped() throws InterruptedException {
    return typed
        .instance()
        .call(call -> {
          int sum = 0;
          for (int i = 0; i < CALLS; i++) {
            sum += typed.greet("a weaver at her loom").length();
          }
          return sum;
        });
  }

  /** The same by hand: allocated, written, read and freed. */
  @Benchmark
  @OperationsPerInvocation(CALLS)
  public int greetUntyped() throws InterruptedException {
    return instance.call(call -> {
      int sum = 0;
      for (int i = 0; i < CALLS; i++) {
        sum += greetByHand("a weaver at her loom").length();
      }
      return sum;
    });
  }

  private String greetByHand(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    int address = allocate.callInt(bytes.length, 1);
    memory.write(address, bytes);
    int result = greet.callInt(address, bytes.length);
    String text = memory.readUtf8(memory.getInt(result), memory.getInt(result + 4));
    read.callVoid(result);
    free.callVoid(address, bytes.length, 1);
    return text;
  }
}
