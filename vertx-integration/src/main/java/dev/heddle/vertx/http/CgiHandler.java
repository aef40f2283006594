package dev.heddle.vertx.http;

import dev.heddle.async.CallRejectedException;
import dev.heddle.async.InstanceClosedException;
import dev.heddle.vertx.call.CallContext;
import dev.heddle.wasi.Wasi;
import dev.heddle.wasi.WasiInput;
import dev.heddle.wasi.WasiLibrary;
import dev.heddle.wasi.WasiOutput;
import dev.heddle.wasm.Snapshot;
import dev.heddle.wasm.WasmModule;
import io.vertx.core.Closeable;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.ContextInternal;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Mono;

/**
 * Serves each request by a program for WASI that knows nothing of Heddle: CGI (RFC 3875), as WAGI
 * has it.
 *
 * <p>Each request has an instance of its own. The program finds the request in its environment, the
 * body at its standard input as it comes, and writes header fields, an empty line and the body to
 * its standard output, which the client gets as it takes it. {@code Status:} sets the status,
 * {@code Location:} alone redirects (302). What is no such answer is 502, and so is a program that
 * ends with another status than 0 before it has answered.
 *
 * <p>It is closed with the verticle that it is made in, or with Vert.x: programs are stopped then.
 * Otherwise as {@link GuestHttpHandler}.
 */
public final class CgiHandler extends GuestHttpHandler {

  private final Function<Wasi, Mono<WasiLibrary>> program;
  private final CgiOptions options;
  private final UnaryOperator<Wasi.Builder> grants;
  private final BiConsumer<HttpServerRequest, String> errorLines;
  private final ContextInternal owner;
  private final Closeable closeHook = completion -> closeAll().onComplete(completion);
  private final Set<CgiRun> running = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  private CgiHandler(Builder builder) {
    super(builder.options.limits(), builder.options.isTellingFailures());
    this.program = builder.program;
    this.options = new CgiOptions(builder.options);
    this.grants = builder.grants;
    this.errorLines = builder.errorLines;
    this.owner = CallContext.forCaller(builder.vertx);
    if (!owner.closeFuture().add(closeHook)) {
      throw new IllegalStateException("the verticle, or Vert.x, is closed");
    }
  }

  /** A builder for a program whose {@code _start} serves a request. */
  public static Builder builder(Vertx vertx, WasmModule program) {
    Objects.requireNonNull(program, "program");
    return new Builder(vertx, wasi -> wasi.library(program));
  }

  /**
   * A builder for a program that starts from a snapshot, taken before it has asked for its
   * environment; see {@link Wasi#library(Snapshot)}.
   */
  public static Builder builder(Vertx vertx, Snapshot program) {
    Objects.requireNonNull(program, "program");
    return new Builder(vertx, wasi -> wasi.library(program));
  }

  @Override
  public CgiHandler failureHandler(Handler<HttpFailure> handler) {
    super.failureHandler(handler);
    return this;
  }

  @Override
  Future<Void> start(Exchange exchange) {
    Promise<Void> ended = exchange.context().promise();
    CgiAnswer answer = new CgiAnswer(exchange.outlet(), options.getMaxHeadSize());
    CgiRun run =
        new CgiRun(
            () -> program.apply(wasi(exchange, answer)),
            options.getDeadline(),
            exchange,
            answer,
            ended);
    running.add(run);
    ended.future().onComplete(done -> running.remove(run));
    if (closed) {
      run.refuse(closedMeanwhile());
    } else if (running.size() > options.getMaxRequests()) {
      int most = options.getMaxRequests();
      run.refuse(
          new CallRejectedException(
              "a request was rejected: as many programs run as may, which is " + most, most, most));
    } else {
      exchange.begun(run::cancel);
      run.start();
    }
    return ended.future();
  }

  private Wasi wasi(Exchange exchange, CgiAnswer answer) {
    WasiOutput.Published output = new WasiOutput.Published();
    Wasi.Builder wasi =
        grants.apply(
            Wasi.builder()
                .arguments(options.getScriptName().isEmpty() ? "cgi" : options.getScriptName()));
    CgiVariables.of(exchange, options).forEach(wasi::environment);
    output.flux().subscribe(answer);
    return wasi.stdin(WasiInput.of(exchange.body()))
        .stdout(WasiOutput.to(output))
        .stderr(WasiOutput.toLines(line -> errorLines.accept(exchange.request(), line)))
        .build();
  }

  /**
   * Stops all programs, whose requests are answered with 503, and completes when they have ended.
   */
  public Future<Void> close() {
    owner.closeFuture().remove(closeHook);
    return closeAll();
  }

  private Future<Void> closeAll() {
    closed = true;
    List<CgiRun> all = List.copyOf(running);
    all.forEach(run -> run.stop(closedMeanwhile()));
    return Future.join(all.stream().map(CgiRun::ended).toList()).otherwiseEmpty().mapEmpty();
  }

  private static InstanceClosedException closedMeanwhile() {
    return new InstanceClosedException("the handler was closed, and the programs that it runs");
  }

  /** Collects what programs are given. Not thread-safe. */
  public static final class Builder {

    private final Vertx vertx;
    private final Function<Wasi, Mono<WasiLibrary>> program;
    private CgiOptions options = new CgiOptions();
    private UnaryOperator<Wasi.Builder> grants = UnaryOperator.identity();
    private BiConsumer<HttpServerRequest, String> errorLines = (request, line) -> {};

    private Builder(Vertx vertx, Function<Wasi, Mono<WasiLibrary>> program) {
      this.vertx = Objects.requireNonNull(vertx, "vertx");
      this.program = program;
    }

    /** How requests are served. */
    public Builder options(CgiOptions options) {
      this.options = Objects.requireNonNull(options, "options");
      return this;
    }

    /**
     * What programs are given besides the request: directories, limits, more arguments. The
     * standard streams and the variables of CGI are set after it.
     */
    public Builder wasi(UnaryOperator<Wasi.Builder> more) {
      grants = Objects.requireNonNull(more, "more");
      return this;
    }

    /**
     * Who gets the lines that programs write to their standard error; on their threads, so it must
     * not block. By default they are thrown away.
     */
    public Builder errorLines(BiConsumer<HttpServerRequest, String> lines) {
      errorLines = Objects.requireNonNull(lines, "lines");
      return this;
    }

    /**
     * The handler, which is closed with the current verticle or with Vert.x.
     *
     * @throws IllegalStateException if these are closed already
     */
    public CgiHandler build() {
      return new CgiHandler(this);
    }
  }
}
