package dev.heddle.async.host;

import dev.heddle.async.AsyncHostCall;
import dev.heddle.async.AwaitAdapter;
import dev.heddle.async.SuspendException;
import dev.heddle.async.await.AdapterWait;
import dev.heddle.async.await.PublisherWait;
import dev.heddle.async.await.StageWait;
import dev.heddle.async.await.Wait;
import dev.heddle.async.await.Waiter;
import dev.heddle.async.call.ActiveImport;
import dev.heddle.async.call.Call;
import dev.heddle.wasm.HostCall;
import dev.heddle.wasm.Instance;
import dev.heddle.wasm.Memory;
import dev.heddle.wasm.V128;
import dev.heddle.wasm.types.FunctionType;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/** A host function's view of the engine's call, and of the guest call it belongs to, if any. */
public final class BoundHostCall implements AsyncHostCall, ActiveImport {

  /** Waits where there is no call: never parked, so never resumed. */
  private static final Waiter NOBODY =
      new Waiter() {
        @Override
        public void resume() {}

        @Override
        public ContextView context() {
          return Context.empty();
        }
      };

  private final HostCall host;
  private final @Nullable Call<?> call;
  private final HostBridge bridge;
  private final int depth;

  BoundHostCall(HostCall host, @Nullable Call<?> call, HostBridge bridge) {
    this.host = host;
    this.call = call;
    this.bridge = bridge;
    this.depth = bridge.strict() ? HostCall.depth() : 0;
  }

  @Override
  public boolean maySuspend() {
    return call != null && call.maySuspend();
  }

  @Override
  public boolean isStrict() {
    return bridge.strict();
  }

  @Override
  public boolean suspends() {
    return bridge.suspends();
  }

  @Override
  public int depth() {
    return depth;
  }

  @Override
  public FunctionType type() {
    return host.type();
  }

  @Override
  public String name() {
    return host.name();
  }

  @Override
  public int i32(int index) {
    return host.i32(index);
  }

  @Override
  public long i64(int index) {
    return host.i64(index);
  }

  @Override
  public float f32(int index) {
    return host.f32(index);
  }

  @Override
  public double f64(int index) {
    return host.f64(index);
  }

  @Override
  public V128 v128(int index) {
    return host.v128(index);
  }

  @Override
  public @Nullable Object reference(int index) {
    return host.reference(index);
  }

  @Override
  public @Nullable Object argument(int index) {
    return host.argument(index);
  }

  @Override
  public Instance instance() {
    requireOwnThread();
    return host.instance();
  }

  @Override
  public Memory memory() {
    requireOwnThread();
    return host.memory();
  }

  @Override
  public ContextView context() {
    return call == null ? Context.empty() : call.context();
  }

  @Override
  @SuppressWarnings({"NullAway", "UnusedVariable"}) // the stack is not to keep what may be lost
  public <T extends @Nullable Object> T await(CompletionStage<T> stage) {
    if (call != null) {
      if (!call.findsLostFutures() || StageWait.hasValue(stage)) {
        return call.await(stage);
      }
      StageWait<T> pending = new StageWait<>(call, stage);
      stage = null;
      return call.awaitStage(pending);
    }
    return StageWait.hasValue(stage) && !bridge.strict()
        ? StageWait.valueOf(stage)
        : withoutCall(new StageWait<>(NOBODY, stage));
  }

  /** What is to be waited for, if that is a stage that may be lost. */
  @Nullable StageWait<?> losable(@Nullable Object awaitable) {
    return call == null ? null : call.losable(awaitable);
  }

  /** Waits for what {@link #losable} has found. */
  <T extends @Nullable Object> T awaitStage(StageWait<T> pending) {
    if (call == null) {
      throw new AssertionError("only a call finds stages that may be lost");
    }
    return call.awaitStage(pending);
  }

  @Override
  public <T> @Nullable T await(Publisher<T> publisher) {
    return call != null
        ? call.await(publisher)
        : withoutCall(new PublisherWait<>(NOBODY, publisher));
  }

  @Override
  public @Nullable Object awaitAny(@Nullable Object awaitable) {
    if (call != null) {
      return call.awaitAny(awaitable);
    }
    return switch (awaitable) {
      case null -> null;
      case CompletionStage<?> stage -> await(stage);
      case Publisher<?> publisher -> await(publisher);
      default -> {
        AwaitAdapter adapter = bridge.adapters().find(awaitable);
        yield adapter == null
            ? awaitable
            : withoutCall(new AdapterWait(NOBODY, adapter, awaitable));
      }
    };
  }

  @Override
  public <T extends @Nullable Object> T uncancellable(Duration limit, Callable<? extends T> action)
      throws Exception {
    return call == null ? action.call() : call.uncancellable(limit, action);
  }

  @Override
  public void emit(Object item) {
    if (call == null) {
      throw new IllegalStateException(
          "import "
              + host.name()
              + " has nobody to emit "
              + item
              + " to: no call was subscribed to");
    }
    call.emit(item);
  }

  @Override
  public <T extends AutoCloseable> T closingAtEnd(T resource) {
    if (call == null) {
      throw new IllegalStateException(
          "import "
              + host.name()
              + " runs in no call at whose end "
              + resource
              + " could be closed");
    }
    return call.closingAtEnd(resource);
  }

  @Override
  public void check() {
    if (call != null) {
      call.check();
    }
  }

  private <T extends @Nullable Object> T withoutCall(Wait<T> wait) {
    if (!bridge.strict()) {
      wait.begin();
    }
    if (!wait.isSettled()) {
      wait.giveUp();
      throw new SuspendException(
          "import "
              + host.name()
              + " would have to wait, but thread \""
              + Thread.currentThread().getName()
              + "\" does not run a call that can be suspended: call the export through"
              + " AsyncFunction or AsyncInstance, and instantiate with buildAsync()");
    }
    return wait.result();
  }

  private void requireOwnThread() {
    if (call != null) {
      call.requireOwnThread();
    }
  }
}
