package dev.heddle.vertx;

import dev.heddle.async.AsyncImports;
import dev.heddle.async.AsyncInstance;
import dev.heddle.async.CallOptions;
import dev.heddle.async.Carrier;
import dev.heddle.async.Concurrency;
import dev.heddle.async.GuestTask;
import dev.heddle.async.Semantics;
import dev.heddle.wasm.Limits;
import dev.heddle.wasm.V128;
import dev.heddle.wasm.WasmModule;
import io.vertx.core.Closeable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A guest instance at home in Vert.x: calls return at once, and their results are futures that
 * complete on the caller's context.
 *
 * <p>Made in a verticle it closes when the verticle is undeployed, made elsewhere when Vert.x
 * closes; or earlier by {@link #close()}.
 *
 * <p>Thread-safe: calls may be made on any context, event loops above all, and on any thread. On a
 * thread of no context Vert.x makes one for the call's result.
 */
public final class VertxWasm {

  private final Vertx vertx;
  private final AsyncInstance instance;
  private final ContextInternal owner;
  private final Closeable closeHook;

  private VertxWasm(Vertx vertx, AsyncInstance instance, Context owner) {
    this.vertx = vertx;
    this.instance = instance;
    this.owner = (ContextInternal) owner;
    this.closeHook = completion -> closeInstance().onComplete(completion);
  }

  /**
   * Brings an instance to Vert.x, and closes it together with the current verticle or with Vert.x.
   *
   * @throws IllegalStateException if these are closed already
   */
  public static VertxWasm create(Vertx vertx, AsyncInstance instance) {
    Objects.requireNonNull(vertx, "vertx");
    Objects.requireNonNull(instance, "instance");
    return create(vertx, instance, CallContext.forCaller(vertx));
  }

  private static VertxWasm create(Vertx vertx, AsyncInstance instance, Context owner) {
    VertxWasm wasm = new VertxWasm(vertx, instance, owner);
    // Closing with a verticle is for what Vert.x calls internal API, as in its own clients.
    if (!wasm.owner.closeFuture().add(wasm.closeHook)) {
      throw new IllegalStateException("the verticle, or Vert.x, is closed");
    }
    return wasm;
  }

  /** A builder that instantiates a module for Vert.x. */
  public static Builder builder(Vertx vertx, WasmModule module) {
    return new Builder(vertx, module);
  }

  /** The instance behind it. */
  public AsyncInstance instance() {
    return instance;
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

  /**
   * Runs Java code that drives the guest, as one call that is stopped after a time.
   *
   * @param deadline how long the call may take, its time in the queue included; the future then
   *     fails with {@link dev.heddle.async.DeadlineExceededException}
   */
  public <T extends @Nullable Object> Future<T> run(Duration deadline, GuestTask<T> task) {
    return start(CallOptions.defaults().withDeadline(deadline), task).future();
  }

  /** Calls an exported function as {@link #call} does, and gives the means to cancel it. */
  public <R> VertxCall<@Nullable R> start(
      String export, Class<R> result, @Nullable Object... arguments) {
    return start(
        CallOptions.defaults().withName(export), instance.function(export).task(result, arguments));
  }

  /** Runs Java code that drives the guest, as one call, and gives the means to cancel it. */
  public <T extends @Nullable Object> VertxCall<T> start(GuestTask<T> task) {
    return start(CallOptions.defaults(), task);
  }

  /**
   * Runs Java code that drives the guest, as one call that is made in a particular way, and gives
   * the means to cancel it.
   */
  public <T extends @Nullable Object> VertxCall<T> start(CallOptions options, GuestTask<T> task) {
    Objects.requireNonNull(task, "task");
    Context context = CallContext.forCaller(vertx);
    return new VertxCall<>(instance.future(options, CallContext.bind(context, task)), context);
  }

  /**
   * Stops all calls, which fail with {@link dev.heddle.async.InstanceClosedException}, and
   * completes when they have unwound. Idempotent.
   */
  public Future<Void> close() {
    owner.closeFuture().remove(closeHook);
    return Future.fromCompletionStage(
        closeInstance().toCompletionStage(), CallContext.forCaller(vertx));
  }

  /**
   * Closes gently, for a new instance to take the place of this one: calls in flight and in the
   * queue may end by themselves within a time, and calls that are made after this fail with {@link
   * dev.heddle.async.InstanceClosedException}. What has not ended then is stopped as by {@link
   * #close()}; so it is at once if the verticle is undeployed, or Vert.x closed, meanwhile.
   *
   * @param grace how long calls may take to end; zero or more
   * @return completes when all calls have unwound
   */
  public Future<Void> close(Duration grace) {
    Future<Void> closed =
        Future.fromCompletionStage(instance.close(grace), CallContext.forCaller(vertx));
    return closed.onComplete(ended -> owner.closeFuture().remove(closeHook));
  }

  private Future<Void> closeInstance() {
    instance.close();
    return Future.fromCompletionStage(instance.closed());
  }

  /** Collects what an instance is made with. Not thread-safe. */
  public static final class Builder {

    private final Vertx vertx;
    private final AsyncInstance.Builder instance;

    private Builder(Vertx vertx, WasmModule module) {
      this.vertx = Objects.requireNonNull(vertx, "vertx");
      this.instance = AsyncInstance.builder(module);
    }

    /** What the module is linked with; nothing by default. */
    public Builder imports(AsyncImports imports) {
      instance.imports(imports);
      return this;
    }

    /** How much the instance may use. */
    public Builder limits(Limits limits) {
      instance.limits(limits);
      return this;
    }

    /** When calls and imports may suspend, and do; {@link Semantics#RELAXED} by default. */
    public Builder semantics(Semantics semantics) {
      instance.semantics(semantics);
      return this;
    }

    /**
     * What happens to a call while another is suspended; {@link Concurrency#SERIAL} by default, and
     * {@link Concurrency#INTERLEAVED} under {@link Semantics#STRICT}.
     */
    public Builder policy(Concurrency policy) {
      instance.policy(policy);
      return this;
    }

    /**
     * Which threads carry the calls; the JDK's by default. With {@link Carrier#inline()} an event
     * loop carries those that are made or woken on it, and nobody has to be woken for them.
     *
     * @throws UnsupportedOperationException if this JVM does not allow it
     */
    public Builder carrier(Carrier carrier) {
      instance.carrier(carrier);
      return this;
    }

    /** How many calls may wait for their turn; any number by default. */
    public Builder maxQueuedCalls(int calls) {
      instance.maxQueuedCalls(calls);
      return this;
    }

    /** How long a call may take that has no deadline of its own; for ever by default. */
    public Builder defaultDeadline(Duration deadline) {
      instance.defaultDeadline(deadline);
      return this;
    }

    /**
     * Makes the instance away from the event loop, as its memory and its start function may take a
     * while, and completes on the current context.
     *
     * <p>If the verticle, or Vert.x, is closed meanwhile, its start function is stopped, waiting or
     * computing, and the future fails with {@link dev.heddle.async.InstanceClosedException}.
     */
    public Future<VertxWasm> build() {
      ContextInternal context = (ContextInternal) CallContext.forCaller(vertx);
      return new Making(context, instance::buildAsync, made -> create(vertx, made, context))
          .start();
    }
  }
}
