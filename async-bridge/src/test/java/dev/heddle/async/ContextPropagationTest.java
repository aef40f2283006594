package dev.heddle.async;

import static dev.heddle.async.Desk.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.context.ContextRegistry;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Thread locals of who makes a call, where the library that knows of them is there. */
class ContextPropagationTest {

  private static final String KEY = "dev.heddle.test.user";
  private static final ThreadLocal<@Nullable String> USER = new ThreadLocal<>();

  @BeforeEach
  void register() {
    ContextRegistry.getInstance()
        .registerThreadLocalAccessor(KEY, USER::get, USER::set, USER::remove);
  }

  @AfterEach
  void forget() {
    ContextRegistry.getInstance().removeThreadLocalAccessor(KEY);
    USER.remove();
  }

  /** Tells the host for whom it is called, before and after it waited, and what its Mono sees. */
  private static AsyncInstance guest() {
    return Guests.calls(
            call -> {
              String before = USER.get();
              call.await(CompletableFuture.supplyAsync(() -> 1));
              String after = USER.get();
              String inMono =
                  call.await(
                      Mono.deferContextual(
                              context -> Mono.just(context.getOrDefault(KEY, "nobody")))
                          .subscribeOn(Schedulers.parallel()));
              return "ann".equals(before) && "ann".equals(after) && "ann".equals(inMono) ? 21 : -1;
            })
        .build();
  }

  @Test
  void threadLocalsOfTheCallerAreThoseOfTheCall() {
    USER.set("ann");
    CompletableFuture<Integer> called = guest().function("twice").future(Integer.class, 0);
    USER.set("bob");
    assertThat(result(called)).isEqualTo(42);
  }

  @Test
  void theSubscribersContextCountsMore() {
    USER.set("bob");
    Mono<Integer> called =
        guest()
            .function("twice")
            .mono(Integer.class, 0)
            .contextWrite(context -> context.put(KEY, "ann"));
    assertThat(called.block()).isEqualTo(42);
  }

  @Test
  void nothingIsLeftForOtherCalls() {
    AsyncInstance guest = guest();
    USER.set("ann");
    result(guest.function("twice").future(Integer.class, 0));
    USER.remove();
    assertThat(result(guest.function("twice").future(Integer.class, 0))).isEqualTo(-2);
  }
}
