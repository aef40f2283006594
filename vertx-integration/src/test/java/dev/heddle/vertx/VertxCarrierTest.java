package dev.heddle.vertx;

import static dev.heddle.vertx.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.async.AsyncImports;
import dev.heddle.async.AsyncInstance;
import dev.heddle.async.Carrier;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class VertxCarrierTest {

  @Test
  void anEventLoopCarriesWhatIsMadeAndWokenOnIt(Vertx vertx) {
    List<String> carriers = Collections.synchronizedList(new ArrayList<>());
    VertxWasm shop =
        await(
            VertxWasm.builder(
                    vertx,
                    AsyncInstance.builder(Shop.MODULE)
                        .carrier(Carrier.inline())
                        .imports(
                            AsyncImports.builder()
                                .suspending(
                                    "env",
                                    "price",
                                    call -> {
                                      carriers.add(carrier());
                                      int base = VertxAwait.await(vertx.timer(1).map(100));
                                      carriers.add(carrier());
                                      return base + call.i32(0);
                                    })
                                .build()))
                .build());
    // A guest that is new to the JVM may need more than its slice, and go on elsewhere.
    for (int i = 0; i < 100 && !isOfOneLoop(carriers); i++) {
      carriers.clear();
      Promise<Integer> total = Promise.promise();
      vertx.runOnContext(start -> {
        carriers.add(Thread.currentThread().getName());
        shop.call("total", Integer.class, 3).onComplete(total);
      });
      assertThat(await(total.future())).isEqualTo(303);
    }
    assertThat(isOfOneLoop(carriers)).as("%s", carriers).isTrue();
  }

  private static boolean isOfOneLoop(List<String> carriers) {
    return !carriers.isEmpty()
        && carriers.getFirst().startsWith("vert.x-eventloop-thread-")
        && carriers.stream().allMatch(carriers.getFirst()::equals);
  }

  /** The name of the platform thread that carries the current one. */
  private static String carrier() {
    String thread = Thread.currentThread().toString();
    return thread.substring(thread.indexOf('@') + 1);
  }
}
