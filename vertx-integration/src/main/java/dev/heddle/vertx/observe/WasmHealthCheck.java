package dev.heddle.vertx.observe;

import dev.heddle.vertx.VertxWasm;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.Status;
import java.time.Duration;
import java.util.Objects;

/**
 * A procedure for {@link io.vertx.ext.healthchecks.HealthChecks}: a guest is well if a call has its
 * turn within a time. The status has the guest's {@link dev.heddle.vertx.WasmUse}, and what is
 * wrong under {@code failure}. Takes {@code io.vertx:vertx-health-check}. Immutable and
 * thread-safe.
 *
 * <pre>{@code
 * HealthChecks.create(vertx).register("shop", new WasmHealthCheck(shop, ofMillis(500)));
 * }</pre>
 */
public final class WasmHealthCheck implements Handler<Promise<Status>> {

  private final VertxWasm guest;
  private final Duration limit;

  /**
   * A check of a guest.
   *
   * @param limit within which a call has to have its turn, more than zero; less than the time after
   *     which the health checks give up, which is a second by default
   */
  public WasmHealthCheck(VertxWasm guest, Duration limit) {
    this.guest = Objects.requireNonNull(guest, "guest");
    this.limit = Objects.requireNonNull(limit, "limit");
  }

  @Override
  public void handle(Promise<Status> status) {
    guest
        .ping(limit)
        .onSuccess(well -> status.complete(Status.OK(guest.use().toJson())))
        .onFailure(failure -> {
          JsonObject data = guest.use().toJson().put("failure", failure.getMessage());
          status.complete(Status.KO(data));
        });
  }
}
