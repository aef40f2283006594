package dev.heddle.examples.linking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.heddle.async.AsyncImports;
import dev.heddle.async.AsyncInstance;
import dev.heddle.async.Concurrency;
import dev.heddle.wasm.WasmModule;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A C program that loads a module over HTTP while it runs. */
@Timeout(120)
class DynamicLinkerTest {

  private static final Path GUESTS = Path.of("src/main/guest/dlopen");

  private final AtomicInteger requests = new AtomicInteger();

  /** Opened by the test when requests are to be answered. */
  private final CountDownLatch gate = new CountDownLatch(1);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            requests.incrementAndGet();
            gate.await();
            Path file = GUESTS.resolve(exchange.getRequestURI().getPath().substring(1));
            if (Files.exists(file)) {
              exchange.sendResponseHeaders(200, Files.size(file));
              exchange.getResponseBody().write(Files.readAllBytes(file));
            } else {
              exchange.sendResponseHeaders(404, -1);
            }
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    gate.countDown();
    server.stop(0);
    client.close();
    threads.close();
  }

  private CompletableFuture<byte[]> fetch(String file) {
    URI address = URI.create("http:/" + server.getAddress() + "/" + file);
    return client
        .sendAsync(HttpRequest.newBuilder(address).build(), BodyHandlers.ofByteArray())
        .thenCompose(answer ->
            answer.statusCode() == 200
                ? CompletableFuture.completedFuture(answer.body())
                : CompletableFuture.failedFuture(
                    new IOException(address + " answered " + answer.statusCode())));
  }

  private AsyncInstance program() throws IOException {
    AsyncImports ofModules =
        AsyncImports.builder()
            .suspending(
                "env",
                "price",
                call -> {
                  int cents = call.i32(0) * 100;
                  return CompletableFuture.supplyAsync(() -> cents);
                })
            .build();
    DynamicLinker linker = new DynamicLinker(this::fetch, ofModules);
    return AsyncInstance.builder(WasmModule.load(GUESTS.resolve("main.wasm")))
        .imports(linker.addTo(AsyncImports.builder()).build())
        .policy(Concurrency.INTERLEAVED)
        .build();
  }

  private static int result(CompletableFuture<Integer> call) {
    return call.orTimeout(60, TimeUnit.SECONDS).join();
  }

  @Test
  void aProgramLoadsAModuleAndCallsItsFunctions() throws IOException {
    gate.countDown();
    AsyncInstance program = program();

    assertThat(result(program.function("total").future(Integer.class, 3))).isEqualTo(1200);
    assertThat(result(program.function("total").future(Integer.class, 2))).isEqualTo(600);
    assertThat(result(program.function("asked").future(Integer.class))).isEqualTo(5);
    assertThat(requests).hasValue(1);
  }

  @Test
  void callsThatNeedTheModuleAtTheSameTimeLoadItOnce() throws IOException {
    AsyncInstance program = program();
    CompletableFuture<Integer> first = program.function("total").future(Integer.class, 3);
    CompletableFuture<Integer> second = program.function("total").future(Integer.class, 4);
    // Both wait for the module.
    while (program.calls().stream().filter(call -> call.waitsFor().isPresent()).count() < 2) {
      Thread.onSpinWait();
    }
    gate.countDown();

    assertThat(result(first)).isEqualTo(1200);
    assertThat(result(second)).isEqualTo(2000);
    assertThat(result(program.function("asked").future(Integer.class))).isEqualTo(7);
    assertThat(requests).hasValue(1);
  }

  @Test
  void pointersWithinTheModuleAndOutOfItAreRight() throws IOException {
    gate.countDown();
    AsyncInstance program = program();

    assertThat(result(program.function("chosen").future(Integer.class, 0))).isEqualTo('t');
    assertThat(result(program.function("chosen").future(Integer.class, 1))).isEqualTo(3000 + 'c');
  }

  @Test
  void whatIsNotThereIsANullPointer() throws IOException {
    gate.countDown();
    AsyncInstance program = program();

    assertThat(result(program.function("no_such_module").future(Integer.class))).isZero();
    assertThat(result(program.function("no_such_function").future(Integer.class))).isEqualTo(1);
  }

  @Test
  void aCallThatIsCancelledWhileTheModuleIsOnItsWayLeavesTheProgramUsable() throws IOException {
    AsyncInstance program = program();
    CompletableFuture<Integer> cancelled = program.function("total").future(Integer.class, 3);
    while (requests.get() == 0) {
      Thread.onSpinWait();
    }
    cancelled.cancel(true);
    assertThatThrownBy(() -> result(cancelled)).isInstanceOf(CancellationException.class);
    gate.countDown();

    assertThat(result(program.function("total").future(Integer.class, 3))).isEqualTo(1200);
    assertThat(result(program.function("asked").future(Integer.class))).isEqualTo(3);
  }
}
