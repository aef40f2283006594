package dev.heddle.wasi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.async.AsyncImports;
import dev.heddle.async.CallListener;
import dev.heddle.async.CallSnapshot;
import dev.heddle.async.CallTimes;
import dev.heddle.wasi.abi.Dialect;
import dev.heddle.wasi.function.Functions;
import dev.heddle.wasm.WasmModule;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;

/**
 * A program that uses every function is cancelled at each of its calls, and at each thing that
 * these do with the host: before it, while it is on its way, after it. Whenever that is, the call
 * ends and nothing is left open.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CancellationTest {

  private static final WasmModule PROGRAM = Probe.load("everything");
  private static final int NEVER = Integer.MAX_VALUE;
  private static final int SECONDS_TO_END = 20;

  /** When somebody cancels, seen from something that is done with the host. */
  private enum Moment {
    BEFORE,
    MEANWHILE,
    AFTER
  }

  /** One run, in which all that the guest does with the host is counted. */
  private static final class Run implements CallListener {

    private final int cancelledStep;
    private final int cancelledOperation;
    private final Moment moment;
    private final AtomicInteger steps = new AtomicInteger();
    private final AtomicInteger operations = new AtomicInteger();
    private final AtomicInteger onTheWay = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final Set<Long> calls = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<@Nullable ExitStatus> end = new CompletableFuture<>();

    /** It can be cancelled from the first operation on, when subscribing has not returned yet. */
    private final BaseSubscriber<ExitStatus> program =
        new BaseSubscriber<>() {
          @Override
          protected void hookOnNext(ExitStatus status) {
            end.complete(status);
          }

          @Override
          protected void hookOnError(Throwable failure) {
            end.completeExceptionally(failure);
          }
        };

    Run(int cancelledStep, int cancelledOperation, Moment moment) {
      this.cancelledStep = cancelledStep;
      this.cancelledOperation = cancelledOperation;
      this.moment = moment;
    }

    @Override
    public void started(CallSnapshot call, CallTimes times) {
      calls.add(call.id());
    }

    @Override
    public void ended(CallSnapshot call, CallTimes times, @Nullable Throwable failure) {
      calls.remove(call.id());
    }

    private void cancel() {
      program.cancel();
      end.complete(null);
    }

    void to(WasiFileSystem files) throws IOException {
      try (SocketChannel client = SocketChannel.open()) {
        try (ServerSocketChannel server =
            ServerSocketChannel.open()
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
          client.connect(server.getLocalAddress());
          client.write(ByteBuffer.wrap("ping".getBytes(UTF_8)));
          Wasi.builder()
              .arguments("everything", "argument")
              .environment("NAME", "value")
              .stdin(
                  WasiInput.of(
                      Mono.fromCompletionStage(() ->
                          pass(() ->
                              CompletableFuture.completedStage(
                                  ByteBuffer.wrap("line\n".getBytes(UTF_8)))))))
              .listener(server)
              .directory("/", () -> pass(() -> files.open().thenApply(this::opened)))
              .clock(clock())
              .imports(
                  AsyncImports.builder()
                      .function(
                          "host",
                          "step",
                          call -> {
                            assertThat(call.i32(0)).isEqualTo(steps.incrementAndGet());
                            if (steps.get() == cancelledStep) {
                              cancel();
                            }
                            return null;
                          })
                      .build())
              .instance(builder -> builder.listener(this))
              .build()
              .run(PROGRAM)
              .subscribe(program);
          awaitEnd();
        }
        awaitEndOf(client);
      }
    }

    private void awaitEnd() {
      end.join();
      long limit = System.nanoTime() + SECONDS_TO_END * 1_000_000_000L;
      while (onTheWay.get() > 0 || open.get() > 0 || !calls.isEmpty()) {
        if (System.nanoTime() > limit) {
          throw new AssertionError(
              "cancelled at step %d, operation %d %s: %d operations, %d open, calls %s"
                  .formatted(
                      cancelledStep,
                      cancelledOperation,
                      moment,
                      onTheWay.get(),
                      open.get(),
                      calls));
        }
        Thread.yield();
      }
    }

    /** What the guest has accepted would keep the connection open. */
    private static void awaitEndOf(SocketChannel client) {
      ByteBuffer answer = ByteBuffer.allocate(100);
      try {
        while (client.read(answer) >= 0) {
          answer.clear();
        }
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("reset");
      }
    }

    private WasiClock clock() {
      WasiClock real = WasiClock.system();
      return new WasiClock() {
        @Override
        public long realtime() {
          return real.realtime();
        }

        @Override
        public long monotonic() {
          return real.monotonic();
        }

        @Override
        public CompletionStage<@Nullable Void> sleep(long nanoseconds) {
          return pass(() -> real.sleep(nanoseconds));
        }
      };
    }

    private <T extends @Nullable Object> CompletionStage<T> pass(
        Supplier<CompletionStage<T>> operation) {
      if (operations.incrementAndGet() != cancelledOperation) {
        return begin(operation);
      }
      return switch (moment) {
        case BEFORE -> {
          cancel();
          yield begin(operation);
        }
        case MEANWHILE -> {
          CompletableFuture<T> late = new CompletableFuture<>();
          onTheWay.incrementAndGet();
          Thread.startVirtualThread(() -> {
            cancel();
            begin(operation)
                .whenComplete((result, failure) -> {
                  if (failure == null) {
                    late.complete(result);
                  } else {
                    late.completeExceptionally(failure);
                  }
                  onTheWay.decrementAndGet();
                });
          });
          yield late;
        }
        case AFTER -> {
          CompletionStage<T> done = begin(operation);
          done.toCompletableFuture().handle((result, failure) -> true).join();
          cancel();
          yield done;
        }
      };
    }

    private <T extends @Nullable Object> CompletionStage<T> begin(
        Supplier<CompletionStage<T>> operation) {
      onTheWay.incrementAndGet();
      CompletionStage<T> begun = operation.get();
      begun.whenComplete((result, failure) -> onTheWay.decrementAndGet());
      return begun;
    }

    private WasiDirectory opened(WasiDirectory directory) {
      return counted(WasiDirectory.class, directory);
    }

    private <T extends WasiNode> T counted(Class<T> type, T node) {
      open.incrementAndGet();
      return type.cast(
          Proxy.newProxyInstance(
              type.getClassLoader(), new Class<?>[] {type}, new Counted(this, node)));
    }
  }

  /** Something that is open. */
  private record Counted(Run run, WasiNode node) implements InvocationHandler {

    @Override
    public @Nullable Object invoke(
        Object proxy, Method method, @Nullable Object @Nullable [] arguments) {
      return run.<@Nullable Object>pass(() -> perform(method, arguments).thenApply(this::counted));
    }

    private CompletionStage<@Nullable Object> perform(
        Method method, @Nullable Object @Nullable [] arguments) {
      CompletionStage<@Nullable Object> result =
          call(method, arguments == null ? new Object[0] : arguments);
      return method.getName().equals("close")
          ? result.whenComplete((closed, failure) -> run.open.decrementAndGet())
          : result;
    }

    private @Nullable Object counted(@Nullable Object result) {
      return switch (result) {
        case WasiDirectory directory -> run.opened(directory);
        case WasiFile file -> run.counted(WasiFile.class, file);
        case null, default -> result;
      };
    }

    private CompletionStage<@Nullable Object> call(Method method, @Nullable Object[] arguments) {
      Object[] ofNode =
          Arrays.stream(arguments)
              .map(each ->
                  each instanceof WasiDirectory
                          && Proxy.getInvocationHandler(each) instanceof Counted counted
                      ? counted.node
                      : each)
              .toArray();
      try {
        @SuppressWarnings("unchecked")
        CompletionStage<@Nullable Object> result =
            (CompletionStage<@Nullable Object>) method.invoke(node, ofNode);
        return result;
      } catch (InvocationTargetException e) {
        throw (RuntimeException) e.getCause();
      } catch (IllegalAccessException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** Where the files are. */
  private enum Place {
    MEMORY {
      @Override
      WasiFileSystem files(Path directory) {
        return MemoryFileSystem.ofCapacity(1 << 20);
      }
    },
    HOST {
      @Override
      WasiFileSystem files(Path directory) throws IOException {
        return HostFileSystem.of(Files.createTempDirectory(directory, "run"));
      }
    };

    abstract WasiFileSystem files(Path directory) throws IOException;
  }

  @Test
  void theProgramUsesEveryFunction() {
    assertThat(
            PROGRAM.imports().stream()
                .filter(each -> each.module().equals(Dialect.PREVIEW1.module()))
                .map(each -> each.name())
                .collect(Collectors.toSet()))
        .containsExactlyInAnyOrderElementsOf(Functions.names());
  }

  @ParameterizedTest
  @EnumSource
  void whoeverIsCancelledLeavesNothingOpen(Place place, @TempDir Path directory) throws Exception {
    Run whole = new Run(NEVER, NEVER, Moment.AFTER);
    whole.to(place.files(directory));
    assertThat(whole.end.join()).isEqualTo(new ExitStatus(42));
    assertThat(whole.steps.get()).isGreaterThanOrEqualTo(Functions.names().size());
    assertThat(whole.operations.get()).isGreaterThan(40);

    for (int step = 1; step <= whole.steps.get(); step++) {
      Run run = new Run(step, NEVER, Moment.BEFORE);
      run.to(place.files(directory));
      assertThat(run.steps).hasValue(step);
    }
    for (int operation = 1; operation <= whole.operations.get(); operation++) {
      for (Moment moment : List.of(Moment.values())) {
        Run run = new Run(NEVER, operation, moment);
        run.to(place.files(directory));
        assertThat(run.steps.get()).isLessThanOrEqualTo(whole.steps.get());
      }
    }
  }
}
