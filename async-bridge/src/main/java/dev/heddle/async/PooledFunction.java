package dev.heddle.async;

import dev.heddle.async.host.Invocation;
import dev.heddle.wasm.types.FunctionType;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * An exported function of a pool's module, each call of which leases an instance. Immutable and
 * thread-safe.
 *
 * <p>Arguments, results and failures are as those of {@link AsyncFunction}.
 */
public final class PooledFunction {

  private final InstancePool pool;
  private final String name;
  private final FunctionType type;
  private final CallOptions options;

  PooledFunction(InstancePool pool, String name, FunctionType type, CallOptions options) {
    this.pool = pool;
    this.name = name;
    this.type = type;
    this.options = options;
  }

  /** The name under which it is exported. */
  public String name() {
    return name;
  }

  /** Its type. */
  public FunctionType type() {
    return type;
  }

  /**
   * The same function with a deadline for each call, waiting for an instance included.
   *
   * @param deadline more than zero
   */
  public PooledFunction withDeadline(Duration deadline) {
    return new PooledFunction(pool, name, type, options.withDeadline(deadline));
  }

  /**
   * The same function with a bound on the fuel of each call, which is that of the instances.
   *
   * @param units at least 0
   */
  public PooledFunction withFuel(long units) {
    return new PooledFunction(pool, name, type, options.withFuel(units));
  }

  /** A call for every subscriber, as {@link InstancePool#mono(CallOptions, GuestTask)}. */
  public <R> Mono<R> mono(Class<R> result, @Nullable Object... arguments) {
    return pool.mono(options, task(result, arguments));
  }

  /** A call now, as {@link InstancePool#future(CallOptions, GuestTask)}. */
  public <R> CompletableFuture<@Nullable R> future(Class<R> result, @Nullable Object... arguments) {
    return pool.future(options, task(result, arguments));
  }

  /** A call in blocking style, as {@link InstancePool#call(CallOptions, GuestTask)}. */
  public <R> @Nullable R call(Class<R> result, @Nullable Object... arguments)
      throws InterruptedException {
    return pool.<@Nullable R>call(options, task(result, arguments));
  }

  /**
   * A call of this function as a task, for those who start calls in a way of their own through
   * {@link InstancePool#future(CallOptions, GuestTask)}. Arguments and results are checked now.
   */
  public <R> GuestTask<@Nullable R> task(Class<R> result, @Nullable Object... arguments) {
    Invocation.check(name, type, result, arguments);
    return call -> Invocation.of(name, call.instance().function(name), result, arguments).run(call);
  }

  @Override
  public String toString() {
    return "function \"" + name + "\" " + type + " of " + pool;
  }
}
