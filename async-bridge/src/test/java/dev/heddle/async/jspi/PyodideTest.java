package dev.heddle.async.jspi;

import static dev.heddle.async.jspi.Guest.TAG;
import static dev.heddle.async.jspi.Guest.call;
import static dev.heddle.async.jspi.Guest.imports;
import static dev.heddle.async.jspi.Promises.reason;
import static dev.heddle.async.jspi.Promises.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.async.AsyncHostCall;
import dev.heddle.async.AsyncHostFunction;
import dev.heddle.async.AsyncImports;
import dev.heddle.async.AsyncInstance;
import dev.heddle.async.GuestCall;
import dev.heddle.async.Semantics;
import dev.heddle.async.SuspendException;
import dev.heddle.async.jspi.Promises.Promise;
import dev.heddle.wasm.TaggedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/** The cases of Pyodide's {@code test_stack_switching.py}. */
class PyodideTest {

  private static final ScopedValue<String> SCOPED = ScopedValue.newInstance();
  private static final ThreadLocal<String> LOCAL = ThreadLocal.withInitial(() -> "none");

  private final Promises promises = new Promises();

  // ---- several at a time

  @ParameterizedTest
  @EnumSource
  void pyodideTwoWayTransfer(Semantics semantics) {
    // Two calls of five waits each go on in the order in which the test says.
    List<String> order = new ArrayList<>();
    AsyncInstance guest =
        Guest.main(semantics, imports(promises).function("env", "plain", call -> 0));
    CompletableFuture<@Nullable Object> a = call(guest, "deep_and_again", 4, 0);
    CompletableFuture<@Nullable Object> b = call(guest, "deep_and_again", 4, 0);
    Promise[] open = {promises.next(), promises.next()};

    for (char next : "abaabbabab".toCharArray()) {
      int which = next - 'a';
      order.add(next + " " + open[which].argument());
      open[which].resolve(open[which].argument());
      boolean last = order.stream().filter(step -> step.charAt(0) == next).count() == 5;
      if (!last) {
        open[which] = promises.next();
      }
    }

    assertThat(value(a)).isEqualTo(10);
    assertThat(value(b)).isEqualTo(10);
    assertThat(order)
        .containsExactly("a 0", "b 0", "a 1", "a 2", "b 1", "b 2", "a 3", "b 3", "a 4", "b 4");
  }

  @ParameterizedTest
  @EnumSource
  void pyodideSyncAsyncMix(Semantics semantics) {
    // Guests that block and publishers that do not, settled in one order.
    List<String> order = new ArrayList<>();
    AsyncInstance guest = Guest.main(semantics, imports(promises));
    List<CompletableFuture<@Nullable Object>> blocking = new ArrayList<>();
    List<Promise> made = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int number = i;
      blocking.add(call(guest, "once", i).whenComplete((r, f) -> order.add("guest " + number)));
      made.add(promises.next());
    }
    CompletableFuture<Integer> plain = new CompletableFuture<>();
    Mono<Integer> mono = Mono.fromFuture(plain).doOnNext(r -> order.add("mono"));
    CompletableFuture<Integer> all = mono.toFuture();

    made.get(1).resolve(1);
    value(blocking.get(1));
    plain.complete(0);
    value(all);
    made.get(2).resolve(1);
    value(blocking.get(2));
    made.get(0).resolve(1);
    value(blocking.get(0));

    assertThat(order).containsExactly("guest 1", "mono", "guest 2", "guest 0");
  }

  @ParameterizedTest
  @EnumSource
  void pyodideNestedSyncify(Semantics semantics) {
    // A guest waits for the host, which waits for a guest, three times over; others go on
    // meanwhile.
    AsyncInstance[] guest = new AsyncInstance[1];
    AsyncHostFunction get =
        call ->
            call.i32(0) == 0
                ? promises.call(call)
                : later(call.i32(0)).thenCompose(n -> Guest.call(guest[0], "once", n - 1));
    guest[0] = Guest.main(semantics, imports(get).suspending("env", "wide", call -> later(9L)));

    CompletableFuture<@Nullable Object> nested = call(guest[0], "once", 3);
    for (int i = 0; i < 20; i++) {
      assertThat(value(call(guest[0], "wide", 0L))).isEqualTo(9L);
    }
    promises.next().resolve(77);

    assertThat(value(nested)).isEqualTo(77);
  }

  @ParameterizedTest
  @EnumSource
  void pyodideThrowFromSwitcher(Semantics semantics) {
    // The failure of one call is not taken for that of the next.
    AsyncInstance guest = Guest.main(semantics, imports());

    CompletableFuture<@Nullable Object> a = call(guest, "throw", 1);
    CompletableFuture<@Nullable Object> b = call(guest, "increment");

    assertThat(value(b)).isEqualTo(1);
    assertThat(reason(a)).isInstanceOf(TaggedException.class);
  }

  @ParameterizedTest
  @EnumSource
  void pyodideSwitchFromExceptBlock(Semantics semantics) {
    // Two calls wait while they handle an exception each, and throw their own again.
    AsyncInstance guest = Guest.main(semantics, imports(promises));

    CompletableFuture<@Nullable Object> a = call(guest, "wait_while_catching", 1);
    CompletableFuture<@Nullable Object> b = call(guest, "wait_while_catching", 2);
    Promise ofA = promises.next();
    Promise ofB = promises.next();
    assertThat(ofA.argument()).isEqualTo(1);
    ofB.resolve(0);
    ofA.resolve(0);

    assertThat(((TaggedException) reason(a)).payload()).containsExactly(1);
    assertThat(((TaggedException) reason(b)).payload()).containsExactly(2);
  }

  // ---- stacks

  @ParameterizedTest
  @CsvSource({"RELAXED, 1", "RELAXED, 2", "STRICT, 1", "STRICT, 2"})
  void pyodideMemoryLeak(Semantics semantics, long seed) {
    AsyncInstance guest =
        Guest.builder(
                semantics, Guest.SHADOW, AsyncImports.builder().suspending("env", "get", promises))
            .build();
    Object before = guest.instance().global("__stack_pointer").get();
    Random random = new Random(seed);
    for (int round = 0; round < 20; round++) {
      List<CompletableFuture<@Nullable Object>> calls = new ArrayList<>();
      List<Promise> open = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        calls.add(call(guest, i % 5 == 4 ? "trap_with_frame" : "keep", arguments(i, random)));
        open.add(promises.next());
      }
      while (!open.isEmpty()) {
        open.remove(random.nextInt(open.size())).resolve(0);
      }
      for (int i = 0; i < 20; i++) {
        if (i % 5 == 4) {
          reason(calls.get(i));
        } else {
          assertThat(value(calls.get(i))).isEqualTo(i);
        }
      }
    }

    assertThat(guest.instance().global("__stack_pointer").get()).isEqualTo(before);
    assertThat(guest.stacks().used()).isZero();
    assertThat(guest.stacks().regions()).isLessThanOrEqualTo(20);
  }

  private static Object[] arguments(int i, Random random) {
    int size = 16 * (1 + random.nextInt(8));
    return i % 5 == 4 ? new Object[] {size} : new Object[] {i, size};
  }

  // ---- may I?

  /** An import that says whether it may suspend, and finds out whether that is so. */
  private static final class Probe implements AsyncHostFunction {

    @Nullable Boolean said;
    @Nullable Boolean found;

    @Override
    public Object call(AsyncHostCall call) {
      boolean may = call.maySuspend();
      said = may;
      try {
        // What never comes would be waited for, were it not refused.
        call.await(may ? later(1) : new CompletableFuture<>());
        found = true;
      } catch (SuspendException refused) {
        found = false;
      }
      return 1;
    }
  }

  private void saysAndIs(Probe probe, boolean expected) {
    assertThat(probe.said).isEqualTo(expected);
    assertThat(probe.found).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0, STRICT, false", "0, RELAXED, false",
    "1, STRICT, true", "1, RELAXED, true",
    "2, STRICT, false", "2, RELAXED, true",
    "3, STRICT, true", "3, RELAXED, true",
    "4, STRICT, true", "4, RELAXED, true",
    "5, STRICT, false", "5, RELAXED, true",
    "6, STRICT, true", "6, RELAXED, true",
    "7, STRICT, true", "7, RELAXED, true",
    "8, STRICT, true", "8, RELAXED, true"
  })
  void pyodideCanRunSync(int number, Semantics semantics, boolean expected) {
    Probe probe = new Probe();
    AsyncImports.Builder probing = imports(probe).function("env", "plain", probe);
    AsyncInstance guest = Guest.main(semantics, probing);
    switch (number) {
      // a plain call of the engine
      case 0 -> guest.instance().function("through_host").callInt(0);
      // a promising call
      case 1 -> value(call(guest, "once", 0));
      // an import that is not a suspending one
      case 2 -> value(call(guest, "through_host", 0));
      // a guest that a task calls
      case 3 -> value(guest.future(call -> call.instance().function("once").callInt(0)));
      // the task itself
      case 4 ->
          value(
              guest.future(call -> {
                probe.said = call.maySuspend();
                probe.found = call.await(later(1)) == 1;
                return 0;
              }));
      // a frame of the host in between
      case 5 ->
          value(
              call(
                  Guest.main(
                      semantics,
                      imports(
                              call -> {
                                if (call.i32(0) == 0) {
                                  return call.instance().function("through_host").callInt(1);
                                }
                                return 1;
                              })
                          .function("env", "plain", probe)),
                  "once",
                  0));
      // a promising call made by an import
      case 6 -> {
        AsyncInstance[] nested = new AsyncInstance[1];
        nested[0] =
            Guest.main(
                semantics,
                imports(call -> call.i32(0) == 0 ? call(nested[0], "once", 1) : probe.call(call)));
        value(call(nested[0], "once", 0));
      }
      // a task made by an import
      case 7 -> {
        AsyncInstance[] nested = new AsyncInstance[1];
        nested[0] =
            Guest.main(
                semantics,
                imports(call ->
                    nested[0].future(task -> {
                      probe.said = GuestCall.current().maySuspend();
                      probe.found = task.await(later(1)) == 1;
                      return 1;
                    })));
        value(call(nested[0], "once", 0));
      }
      // after a frame of the host has come and gone
      case 8 -> {
        AsyncInstance after =
            Guest.main(
                semantics,
                imports(call -> {
                  call.instance().function("increment").callInt();
                  return probe.call(call);
                }));
        value(call(after, "once", 0));
      }
      default -> throw new AssertionError(number);
    }
    saysAndIs(probe, expected);
  }

  @Test
  void aSuspendingImportThatMayNotSuspendIsNotCalledSoThatItNeedNotAsk() {
    Probe probe = new Probe();
    AsyncInstance guest =
        Guest.strict(
            imports(probe)
                .function("env", "plain", call -> call.instance().function("once").callInt(1)));

    assertThat(reason(call(guest, "through_host", 0))).isInstanceOf(SuspendException.class);
    assertThat(probe.said).isNull();
  }

  @Test
  void onAnotherThreadTheAnswerIsNo() {
    AsyncInstance guest =
        Guest.strict(
            imports(call -> CompletableFuture.supplyAsync(() -> call.maySuspend() ? 1 : 0)));

    assertThat(value(call(guest, "once", 7))).isEqualTo(0);
  }

  // ---- values and failures

  @ParameterizedTest
  @EnumSource
  void pyodideReturnPromisingNoCrash(Semantics semantics) {
    // A future that a guest returns is a value.
    AsyncInstance guest = Guest.main(semantics, imports());
    CompletableFuture<Integer> future = new CompletableFuture<>();

    assertThat(value(call(guest, "same", future))).isSameAs(future);
  }

  @ParameterizedTest
  @EnumSource
  void pyodideSyncifyAwaitableTypes(Semantics semantics) {
    List<Object> awaitables =
        List.of(
            later(7), CompletableFuture.completedStage(7), Mono.just(7), Mono.fromFuture(later(7)));

    for (Object awaitable : awaitables) {
      AsyncInstance guest = Guest.main(semantics, imports(call -> awaitable));
      assertThat(value(call(guest, "once", 0))).isEqualTo(7);
    }
  }

  @ParameterizedTest
  @EnumSource
  void pyodideSyncifyAwaitableTypeErrors(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports(call -> List.of(1, 2, 3)));

    assertThat(reason(call(guest, "once", 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("env.get must return i32");
  }

  @ParameterizedTest
  @EnumSource
  void pyodideSyncifyError(Semantics semantics) {
    AsyncInstance guest =
        Guest.main(semantics, imports(call -> CompletableFuture.failedFuture(exception(5))));

    assertThat(value(call(guest, "catch_tag", 0))).isEqualTo(5);
  }

  private static TaggedException exception(int number) {
    return TaggedException.of(TAG, number);
  }

  @ParameterizedTest
  @EnumSource
  void pyodideSyncifyNull(Semantics semantics) {
    AsyncInstance guest =
        Guest.main(
            semantics,
            imports()
                .suspending("env", "object", call -> CompletableFuture.supplyAsync(() -> null)));

    assertThat(value(call(guest, "object", "text"))).isNull();
  }

  @Test
  void pyodideSyncifyNoSuspender() {
    AsyncInstance guest = Guest.strict(imports(promises));

    Object caught = guest.instance().function("catch_host").invoke(0).getFirst();

    assertThat(caught).isInstanceOf(SuspendException.class);
  }

  @ParameterizedTest
  @EnumSource
  void pyodideManyCallPromisings(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports());

    for (int i = 1; i <= 2_000; i++) {
      assertThat(value(call(guest, "increment"))).isEqualTo(i);
    }
    assertThat(guest.calls()).isEmpty();
  }

  // ---- context

  @ParameterizedTest
  @EnumSource
  void pyodideContextvarsAreEachCallsOwn(Semantics semantics) {
    AsyncInstance guest =
        Guest.main(
            semantics,
            imports()
                .suspending(
                    "env",
                    "object",
                    call -> {
                      String before = call.context().get("user");
                      call.await(
                          (CompletableFuture<?>) Objects.requireNonNull(promises.call(call)));
                      return before + " " + call.context().get("user");
                    }));
    CompletableFuture<Object> ann = ofUser(guest, "Ann");
    Promise first = promises.next();
    CompletableFuture<Object> bob = ofUser(guest, "Bob");
    promises.next().resolve(0);
    assertThat(value(bob)).isEqualTo("Bob Bob");
    first.resolve(0);
    assertThat(value(ann)).isEqualTo("Ann Ann");
  }

  private static CompletableFuture<Object> ofUser(AsyncInstance guest, String user) {
    return guest
        .function("object")
        .mono(Object.class, "nothing")
        .contextWrite(Context.of("user", user))
        .toFuture();
  }

  @ParameterizedTest
  @EnumSource
  void pyodideContextvarsReachWhatIsAwaited(Semantics semantics) {
    AsyncInstance guest =
        Guest.main(
            semantics,
            imports()
                .suspending(
                    "env", "object", call -> Mono.deferContextual(c -> Mono.just(c.get("user")))));

    assertThat(value(ofUser(guest, "Ann"))).isEqualTo("Ann");
  }

  @ParameterizedTest
  @EnumSource
  void pyodideContextvarsAreNotInheritedByACallWithinACall(Semantics semantics) {
    AsyncInstance[] guest = new AsyncInstance[1];
    guest[0] =
        Guest.main(
            semantics,
            imports()
                .suspending(
                    "env",
                    "object",
                    call ->
                        "nothing".equals(call.reference(0))
                            ? call(guest[0], "object", "inner")
                            : call.context().getOrDefault("user", "nobody")));

    assertThat(value(ofUser(guest[0], "Ann"))).isEqualTo("nobody");
  }

  @ParameterizedTest
  @EnumSource
  void pyodideContextvarsScopedValuesOutlastASuspension(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports(promises));
    CompletableFuture<String> bound =
        guest.future(call ->
            ScopedValue.where(SCOPED, "bound")
                .call(() -> {
                  call.instance().function("once").callInt(1);
                  return SCOPED.get();
                }));
    Promise first = promises.next();
    CompletableFuture<Boolean> other = guest.future(call -> SCOPED.isBound());
    assertThat(value(other)).isFalse();
    first.resolve(0);
    assertThat(value(bound)).isEqualTo("bound");
  }

  @ParameterizedTest
  @EnumSource
  void pyodideContextvarsThreadLocalsAreTheCalls(Semantics semantics) {
    AsyncInstance guest =
        Guest.main(
            semantics,
            imports()
                .suspending(
                    "env",
                    "object",
                    call -> {
                      String before = LOCAL.get();
                      LOCAL.set(String.valueOf(call.reference(0)));
                      call.await(
                          (CompletableFuture<?>) Objects.requireNonNull(promises.call(call)));
                      return before + " " + LOCAL.get();
                    }));
    LOCAL.set("the caller's");
    CompletableFuture<@Nullable Object> a = call(guest, "object", "a");
    CompletableFuture<@Nullable Object> b = call(guest, "object", "b");
    Promise ofA = promises.next();
    promises.next().resolve(0);
    ofA.resolve(0);

    assertThat(value(a)).isEqualTo("none a");
    assertThat(value(b)).isEqualTo("none b");
    assertThat(LOCAL.get()).isEqualTo("the caller's");
    LOCAL.remove();
  }

  @ParameterizedTest
  @EnumSource
  void pyodideThreadingLocalSharedWithTasks(Semantics semantics) {
    // What one call does one after the other is on one thread.
    AsyncInstance guest = Guest.main(semantics, imports(call -> later(call.i32(0))));
    CompletableFuture<Boolean> same =
        guest.future(call -> {
          Thread before = Thread.currentThread();
          call.instance().function("deep_and_again").callInt(3, 1);
          return before == Thread.currentThread();
        });

    assertThat(value(same)).isTrue();
  }

  private static <T> CompletableFuture<T> later(T value) {
    return CompletableFuture.supplyAsync(() -> value);
  }
}
