package dev.heddle.vertx;

import dev.heddle.async.AsyncInstance;
import dev.heddle.async.CallCancelledException;
import dev.heddle.async.CallOptions;
import dev.heddle.async.Callee;
import dev.heddle.async.GuestTask;
import dev.heddle.async.InstancePool;
import dev.heddle.bind.Binding;
import dev.heddle.bind.Heddle;
import dev.heddle.vertx.call.CallContext;
import dev.heddle.vertx.call.ObservedCall;
import dev.heddle.vertx.call.Observer;
import dev.heddle.wasm.Limits;
import dev.heddle.wasm.V128;
import dev.heddle.wasm.WasmModule;
import io.vertx.core.Closeable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.tracing.TracingPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * A guest at home in Vert.x, an instance or a pool of them: calls return at once, and their results
 * are futures that complete on the caller's context.
 *
 * <pre>{@code
 * VertxWasm.load(vertx, "shop.wasm")
 *     .compose(module ->
 *         VertxWasm.builder(vertx, AsyncInstance.builder(module).imports(imports)).build())
 *     .compose(shop -> shop.withDeadline(ofSeconds(1)).call("total", Integer.class, 3))
 * }</pre>
 *
 * <p>Made in a verticle it closes when the verticle is undeployed, made elsewhere when Vert.x
 * closes; or earlier by {@link #close()}.
 *
 * <p>Within a call, host functions find the caller's context as {@link Vertx#currentContext()},
 * with its local data, and SLF4J's mapped diagnostic context of the caller where SLF4J is there.
 * They run on the call's own thread nevertheless, and may wait. Where Vert.x has a tracer, a call
 * has a context of its own, a duplicate of the caller's, for its spans.
 *
 * <p>Thread-safe: calls may be made on any context, event loops above all, and on any thread. On a
 * thread of no context Vert.x makes one for the call's result.
 */
public final class VertxWasm {

  private final Home home;
  private final CallOptions options;

  private VertxWasm(Home home, CallOptions options) {
    this.home = home;
    this.options = options;
  }

  /**
   * Loads a module through Vert.x, from a file or the class path, away from the event loop.
   *
   * @param path as of {@link io.vertx.core.file.FileSystem}
   * @return fails with {@link java.nio.file.NoSuchFileException} if there is no such file, and with
   *     {@link IllegalArgumentException}, caused by what {@link WasmModule#load(byte[])} throws, if
   *     it is no module; the messages name it
   */
  public static Future<WasmModule> load(Vertx vertx, String path) {
    return load(vertx, path, Limits.defaults());
  }

  /** Loads a module within limits. Otherwise as {@link #load(Vertx, String)}. */
  public static Future<WasmModule> load(Vertx vertx, String path, Limits limits) {
    return ModuleFile.load(vertx, path, limits);
  }

  /**
   * Brings an instance to Vert.x, and closes it together with the current verticle or with Vert.x.
   *
   * @throws IllegalStateException if these are closed already
   */
  public static VertxWasm create(Vertx vertx, AsyncInstance instance) {
    Objects.requireNonNull(instance, "instance");
    return create(vertx, Guests.of(instance));
  }

  /**
   * Brings a pool to Vert.x, and closes it together with the current verticle or with Vert.x.
   *
   * @throws IllegalStateException if these are closed already
   */
  public static VertxWasm create(Vertx vertx, InstancePool pool) {
    Objects.requireNonNull(pool, "pool");
    return create(vertx, Guests.of(pool));
  }

  private static VertxWasm create(Vertx vertx, Guests guests) {
    ContextInternal owner = CallContext.forCaller(Objects.requireNonNull(vertx, "vertx"));
    return create(owner, guests, nameOf(guests.callee().module()), TracingPolicy.PROPAGATE);
  }

  private static VertxWasm create(
      ContextInternal owner, Guests guests, String name, TracingPolicy tracing) {
    Observer observer = Observer.of(owner.owner(), name, guests.size(), tracing);
    return new VertxWasm(new Home(owner, guests, observer), CallOptions.defaults());
  }

  /** A builder that makes an instance for Vert.x. */
  public static Builder builder(Vertx vertx, AsyncInstance.Builder instance) {
    return new Builder(vertx, new Plan.OfInstance(instance), nameOf(instance.module()));
  }

  /** A builder that makes a pool for Vert.x, and in it what instances there are at least. */
  public static Builder builder(Vertx vertx, InstancePool.Builder pool) {
    return new Builder(vertx, new Plan.OfPool(pool), nameOf(pool.module()));
  }

  /**
   * A builder that makes an instance for Vert.x, or a pool of such, as options say.
   *
   * @param instance what the options do not speak of, such as imports; they are applied to it
   */
  public static Builder builder(Vertx vertx, WasmOptions options, AsyncInstance.Builder instance) {
    options.applyTo(instance);
    WasmPoolOptions pool = options.getPool();
    Builder builder =
        pool == null
            ? builder(vertx, instance)
            : builder(vertx, pool.applyTo(InstancePool.builder(instance)));
    String name = options.getName();
    if (name != null) {
      builder.name(name);
    }
    return builder.tracing(options.getTracingPolicy());
  }

  private static String nameOf(WasmModule module) {
    return module.name().orElse("guest");
  }

  /** What is called: an instance or a pool. */
  public Callee callee() {
    return home.guests.callee();
  }

  /**
   * The instance behind it.
   *
   * @throws IllegalStateException if it is a pool
   */
  public AsyncInstance instance() {
    if (callee() instanceof AsyncInstance instance) {
      return instance;
    }
    throw new IllegalStateException(
        "expected one instance, found " + callee() + ": see callee() and run(...)");
  }

  /**
   * The same guest, whose calls are stopped after a time.
   *
   * @param deadline how long a call may take, its time in the queue included; more than zero. Its
   *     future then fails with {@link dev.heddle.async.DeadlineExceededException}
   */
  public VertxWasm withDeadline(Duration deadline) {
    return new VertxWasm(home, options.withDeadline(deadline));
  }

  /**
   * The same guest, whose calls are made in a particular way. The name is that of tasks; calls of
   * exports have the names of these.
   */
  public VertxWasm with(CallOptions options) {
    return new VertxWasm(home, Objects.requireNonNull(options, "options"));
  }

  /**
   * Calls an exported function.
   *
   * @param export its name
   * @param result what it returns: {@link Integer}, {@link Long}, {@link Float}, {@link Double} or
   *     {@link V128}, {@link Void} for nothing, {@link Object} for a reference, {@link List} for
   *     several results
   * @param arguments {@link Integer}, {@link Long}, {@link Float}, {@link Double}, {@link V128} or
   *     references, as the function's type asks for; numbers are widened where nothing is lost, and
   *     so are results, see {@link dev.heddle.async.AsyncFunction}
   * @throws IllegalArgumentException if there is no such function, or if the arguments or the class
   *     of the result do not fit it
   */
  public <R> Future<@Nullable R> call(
      String export, Class<R> result, @Nullable Object... arguments) {
    return start(export, result, arguments).future();
  }

  /** Runs Java code that drives the guest, as one call. */
  public <T extends @Nullable Object> Future<T> run(GuestTask<T> task) {
    return start(task).future();
  }

  /** Calls an exported function as {@link #call} does, and gives the means to cancel it. */
  public <R> VertxCall<@Nullable R> start(
      String export, Class<R> result, @Nullable Object... arguments) {
    return start(options.withName(export), callee().task(export, result, arguments));
  }

  /** Runs Java code that drives the guest, as one call, and gives the means to cancel it. */
  public <T extends @Nullable Object> VertxCall<T> start(GuestTask<T> task) {
    return start(options, task);
  }

  /**
   * Runs Java code that drives the guest, as one call that is made in a particular way, and gives
   * the means to cancel it.
   */
  public <T extends @Nullable Object> VertxCall<T> start(CallOptions options, GuestTask<T> task) {
    Objects.requireNonNull(task, "task");
    ContextInternal context = CallContext.forCaller(home.vertx());
    return home.start(callee(), context, options, task);
  }

  /**
   * Calls an exported function whose imports {@linkplain dev.heddle.async.GuestCall#emit emit}
   * items: the guest writes in blocking style, and is parked while the stream is paused. The call
   * begins when a handler is set; handlers run on the current context.
   *
   * @param item the class of the items
   * @throws IllegalArgumentException if there is no such function, or if the arguments do not fit
   *     it
   */
  public <T> GuestReadStream<T> stream(
      Class<T> item, String export, @Nullable Object... arguments) {
    return stream(options.withName(export), item, callee().task(export, Object.class, arguments));
  }

  /** The same for Java code that drives the guest, or emits items itself. */
  public <T> GuestReadStream<T> stream(Class<T> item, GuestTask<?> task) {
    return stream(options, item, task);
  }

  private <T> GuestReadStream<T> stream(CallOptions options, Class<T> item, GuestTask<?> task) {
    Objects.requireNonNull(item, "item");
    Objects.requireNonNull(task, "task");
    ContextInternal context = CallContext.forCaller(home.vertx());
    return GuestReadStream.of(context, home.flux(callee(), context, options, item, task));
  }

  /**
   * The guest as an object of an interface, whose methods may return Vert.x futures; see {@link
   * Heddle#bind(AsyncInstance, Class)}. Calls that are not given options have those of this.
   *
   * @throws dev.heddle.bind.BindException if something does not fit; the message lists all of it
   */
  public <T> T bind(Class<T> type) {
    Binding<T> binding =
        Heddle.binding(callee().module(), type)
            .onlyExports()
            .asyncReturn(
                new VertxFutureReturn(() -> CallContext.forCaller(home.vertx()), this::bound))
            .build();
    return switch (callee()) {
      case AsyncInstance instance -> binding.bind(instance);
      case InstancePool pool -> binding.bind(pool);
    };
  }

  /** A call of a bound method, which may have options of its own. */
  private <T extends @Nullable Object> VertxCall<T> bound(
      Callee callee, ContextInternal context, CallOptions own, GuestTask<T> task) {
    boolean isPlain = own.equals(CallOptions.defaults().withName(own.name()));
    return home.start(callee, context, isPlain ? options.withName(own.name()) : own, task);
  }

  /** What it is doing, and has done. */
  public WasmUse use() {
    Observer seen = home.observer;
    int instances = home.guests.instances();
    return new WasmUse(
        seen.queued(),
        seen.running(),
        seen.succeeded(),
        seen.failed(),
        instances,
        instances == 0 ? 0 : callee().memoryBytes());
  }

  /** Its name in metrics and traces. */
  public String name() {
    return home.observer.guest();
  }

  /**
   * Sees whether a call has its turn within a time: an empty one is made.
   *
   * @return fails as a call does: with {@link dev.heddle.async.DeadlineExceededException} if other
   *     calls have the guest for longer, {@link dev.heddle.async.CallRejectedException} if too many
   *     wait, {@link dev.heddle.async.InstanceClosedException} if it is closed
   */
  public Future<Void> ping(Duration limit) {
    return start(CallOptions.defaults().withName("ping").withDeadline(limit), call -> true)
        .future()
        .mapEmpty();
  }

  /**
   * Stops all calls, which fail with {@link dev.heddle.async.InstanceClosedException}, and
   * completes when they have unwound. Idempotent.
   */
  public Future<Void> close() {
    home.guests.close();
    return home.ended();
  }

  /**
   * Closes gently, for a new guest to take the place of this one: calls in flight and in the queue
   * may end by themselves within a time, and calls that are made after this fail with {@link
   * dev.heddle.async.InstanceClosedException}. What has not ended then is stopped as by {@link
   * #close()}; so it is at once if the verticle is undeployed, or Vert.x closed, meanwhile.
   *
   * @param grace how long calls may take to end; zero or more
   * @return completes when all calls have unwound
   */
  public Future<Void> close(Duration grace) {
    home.guests.close(grace);
    return home.ended();
  }

  @Override
  public String toString() {
    return "\"" + name() + "\", " + callee();
  }

  /** Where the guest lives: until when, and who sees its calls. Thread-safe. */
  private static final class Home {

    private final ContextInternal owner;
    private final Guests guests;
    private final Observer observer;
    private final Closeable closeHook;

    /** Completes when no call of it moves any more, and it belongs to nobody. */
    private final CompletableFuture<?> ended;

    Home(ContextInternal owner, Guests guests, Observer observer) {
      this.owner = owner;
      this.guests = guests;
      this.observer = observer;
      CompletableFuture<?> closed = guests.closed();
      this.closeHook =
          completion -> {
            guests.close();
            var _ = closed.whenComplete((nothing, impossible) -> completion.succeed());
          };
      // Closing with a verticle is for what Vert.x calls internal API, as in its own clients.
      if (!owner.closeFuture().add(closeHook)) {
        observer.close();
        throw new IllegalStateException("the verticle, or Vert.x, is closed");
      }
      this.ended =
          closed.whenComplete((nothing, impossible) -> {
            owner.closeFuture().remove(closeHook);
            observer.close();
          });
    }

    VertxInternal vertx() {
      return owner.owner();
    }

    Future<Void> ended() {
      return Future.fromCompletionStage(ended, CallContext.forCaller(vertx())).mapEmpty();
    }

    <T extends @Nullable Object> VertxCall<T> start(
        Callee callee, ContextInternal context, CallOptions options, GuestTask<T> task) {
      ObservedCall call = observer.order(context, options.name());
      CompletableFuture<T> started;
      try {
        started = callee.future(options, CallContext.bind(call, task));
      } catch (Throwable refused) {
        call.ended(refused);
        throw refused;
      }
      return new VertxCall<>(started, context, call::ended);
    }

    <T> Flux<T> flux(
        Callee callee,
        ContextInternal context,
        CallOptions options,
        Class<T> item,
        GuestTask<?> task) {
      return Flux.defer(() -> {
        ObservedCall call = observer.order(context, options.name());
        return callee
            .flux(options, item, CallContext.bind(call, task))
            .doOnComplete(() -> call.ended(null))
            .doOnError(call::ended)
            .doOnCancel(() -> call.ended(new CallCancelledException("its stream was cancelled")));
      });
    }
  }

  /** Collects what a guest is made with. Not thread-safe. */
  public static final class Builder {

    private final Vertx vertx;
    private final Plan plan;
    private String name;
    private TracingPolicy tracing = TracingPolicy.PROPAGATE;

    private Builder(Vertx vertx, Plan plan, String name) {
      this.vertx = Objects.requireNonNull(vertx, "vertx");
      this.plan = plan;
      this.name = name;
    }

    /** Its name in metrics and traces; the name of its module by default, or else {@code guest}. */
    public Builder name(String guest) {
      name = Objects.requireNonNull(guest, "guest");
      return this;
    }

    /**
     * When calls have spans, if Vert.x has a tracer; by default those of callers who have one, as
     * with Vert.x's own clients.
     */
    public Builder tracing(TracingPolicy policy) {
      tracing = Objects.requireNonNull(policy, "policy");
      return this;
    }

    /**
     * Makes the guest away from the event loop, as its memory and its start function may take a
     * while, and completes on the current context. Of a pool one instance is made at least, so that
     * what does not link fails here.
     *
     * <p>If the verticle, or Vert.x, is closed meanwhile, its start function is stopped, waiting or
     * computing, and the future fails with {@link dev.heddle.async.InstanceClosedException}.
     */
    public Future<VertxWasm> build() {
      ContextInternal context = CallContext.forCaller(vertx);
      Plan making = context.tracer() == null ? plan : plan.traced();
      return new Making(context, making::make, made -> create(context, made, name, tracing))
          .start();
    }
  }
}
