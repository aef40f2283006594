package dev.heddle.async.jspi;

import static dev.heddle.async.jspi.Guest.TAG;
import static dev.heddle.async.jspi.Guest.call;
import static dev.heddle.async.jspi.Guest.global;
import static dev.heddle.async.jspi.Guest.imports;
import static dev.heddle.async.jspi.Promises.reason;
import static dev.heddle.async.jspi.Promises.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.async.AsyncImports;
import dev.heddle.async.AsyncInstance;
import dev.heddle.async.AwaitAdapter;
import dev.heddle.async.CallSnapshot;
import dev.heddle.async.CallState;
import dev.heddle.async.InstanceClosedException;
import dev.heddle.async.Semantics;
import dev.heddle.async.SuspendException;
import dev.heddle.async.jspi.Promises.Promise;
import dev.heddle.wasm.GuestFrame;
import dev.heddle.wasm.Tag;
import dev.heddle.wasm.TaggedException;
import dev.heddle.wasm.TrapException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The cases of Firefox's {@code jit-test/tests/wasm/js-promise-integration}. */
class FirefoxTest {

  private final Promises promises = new Promises();

  // ---- many calls

  @ParameterizedTest
  @EnumSource
  void ffConcurrent(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports(promises));
    List<CompletableFuture<@Nullable Object>> calls = new ArrayList<>();
    List<Promise> made = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      calls.add(call(guest, "once", i));
      made.add(promises.next());
    }

    for (Promise promise : made.reversed()) {
      System.gc();
      promise.resolve((Integer) promise.argument() + 100);
    }

    for (int i = 0; i < 20; i++) {
      assertThat(value(calls.get(i))).isEqualTo(i + 100);
    }
  }

  @ParameterizedTest
  @EnumSource
  void ffConcurrentSwapped(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports(promises));
    CompletableFuture<@Nullable Object> first = call(guest, "alive", 1);
    CompletableFuture<@Nullable Object> second = call(guest, "alive", 2);
    Promise ofFirst = promises.next();
    Promise ofSecond = promises.next();

    ofSecond.resolve(20);
    Promise again = promises.next();
    ofFirst.resolve(10);
    promises.next().resolve(0);
    again.resolve(0);

    assertThat(value(first)).isEqualTo(11);
    assertThat(value(second)).isEqualTo(22);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void ffMulti(long seed) {
    AsyncInstance guest = Guest.strict(imports(promises));
    List<CompletableFuture<@Nullable Object>> calls = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      calls.add(call(guest, "deep_and_again", 3, i));
    }
    // Four waits each; whichever is settled next, each call gets its own.
    Random random = new Random(seed);
    List<Promise> open = new ArrayList<>();
    for (int settled = 0; settled < 40; settled++) {
      open.add(promises.next());
      Collections.shuffle(open, random);
      Promise next = open.removeLast();
      next.resolve(next.argument());
    }

    for (int i = 0; i < 10; i++) {
      assertThat(value(calls.get(i))).isEqualTo(i + 1 + 2 + 3);
    }
  }

  @ParameterizedTest
  @EnumSource
  void ffManyOutstanding(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports().suspending("env", "object", promises));
    List<Object> references = new ArrayList<>();
    List<CompletableFuture<@Nullable Object>> calls = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      references.add(new Object());
      calls.add(call(guest, "outstanding", references.get(i)));
    }
    assertThat(global(guest)).isEqualTo(100);

    for (int i = 0; i < 100; i++) {
      Promise promise = promises.next();
      promise.resolve(promise.argument());
    }

    for (int i = 0; i < 100; i++) {
      assertThat(value(calls.get(i))).isSameAs(references.get(i));
    }
    assertThat(global(guest)).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void ffMultipleSuspending(Semantics semantics) {
    AsyncInstance guest =
        Guest.main(
            semantics, imports(promises).suspending("env", "wide", call -> later(call.i64(0))));

    CompletableFuture<@Nullable Object> three = call(guest, "three");
    for (int i = 1; i <= 3; i++) {
      Promise promise = promises.next();
      promise.resolve(promise.argument());
    }
    assertThat(value(three)).isEqualTo(6);

    CompletableFuture<@Nullable Object> alive = call(guest, "alive", 1);
    promises.next().resolve(2);
    promises.next().resolve(0);
    assertThat(value(alive)).isEqualTo(3);

    CompletableFuture<@Nullable Object> both = call(guest, "both", 0);
    promises.next().resolve(100);
    assertThat(value(both)).isEqualTo(300L);
  }

  @ParameterizedTest
  @EnumSource
  void ffRecursivePromising(Semantics semantics) {
    AsyncInstance[] guest = new AsyncInstance[1];
    guest[0] =
        Guest.main(
            semantics,
            imports(call ->
                call.i32(0) == 3 ? later(7) : Guest.call(guest[0], "once", call.i32(0) + 1)));

    assertThat(value(call(guest[0], "once", 0))).isEqualTo(7);
  }

  @ParameterizedTest
  @EnumSource
  void ffStress(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports(call -> later(call.i32(0))));

    for (int i = 0; i < 50; i++) {
      assertThat(value(call(guest, "deep_and_again", 10, i))).isEqualTo(i + 55);
    }
    assertThat(guest.calls()).isEmpty();
  }

  // ---- failures

  @ParameterizedTest
  @EnumSource
  void ffSyncThrow(Semantics semantics) {
    IllegalStateException thrown = new IllegalStateException("synchronous");
    AsyncInstance guest =
        Guest.main(
            semantics,
            imports(call -> {
              throw thrown;
            }));

    CompletableFuture<@Nullable Object> once = call(guest, "once", 0);

    assertThat(once).isCompletedExceptionally();
    assertThat(reason(once)).isSameAs(thrown);
  }

  @ParameterizedTest
  @EnumSource
  void ffSyncThrowAsynchronous(Semantics semantics) {
    IllegalStateException thrown = new IllegalStateException("asynchronous");
    AsyncInstance guest =
        Guest.main(semantics, imports(call -> CompletableFuture.failedFuture(thrown)));

    assertThat(reason(call(guest, "once", 0))).isSameAs(thrown);
  }

  @ParameterizedTest
  @EnumSource
  void ffSyncThrowTrapAfterResume(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports(promises));

    CompletableFuture<@Nullable Object> trapped = call(guest, "trap_after", 0);
    promises.next().resolve(0);

    assertThat(reason(trapped)).isInstanceOf(TrapException.class);
  }

  @ParameterizedTest
  @EnumSource
  void ffSyncThrowTrapInAsyncImport(Semantics semantics) {
    AsyncInstance other = Guest.main(semantics, imports());
    AsyncInstance guest = Guest.main(semantics, imports(call -> call(other, "trap")));

    assertThat(reason(call(guest, "once", 0))).isInstanceOf(TrapException.class);
    assertThat(reason(call(guest, "catch_all_44", 0))).isInstanceOf(TrapException.class);
  }

  @ParameterizedTest
  @EnumSource
  void ffExceptionHandling(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports(promises));

    // A tag, thrown by the guest or by the promise, caught or not.
    CompletableFuture<@Nullable Object> caught = call(guest, "catch_tag", 0);
    promises.next().reject(TaggedException.of(TAG, 1));
    assertThat(value(caught)).isEqualTo(1);
    CompletableFuture<@Nullable Object> notThrown = call(guest, "catch_tag", 0);
    promises.next().resolve(2);
    assertThat(value(notThrown)).isEqualTo(1002);
    CompletableFuture<@Nullable Object> otherTag = call(guest, "catch_tag", 0);
    TaggedException other = TaggedException.of(Tag.create(TAG.type()), 3);
    promises.next().reject(other);
    assertThat(reason(otherTag)).isSameAs(other);
    CompletableFuture<@Nullable Object> again = call(guest, "throw_all_again", 0);
    TaggedException thrown = TaggedException.of(TAG, 4);
    promises.next().reject(thrown);
    assertThat(reason(again)).isSameAs(thrown);
  }

  @ParameterizedTest
  @EnumSource
  void ffExceptionHandlingSynchronous(Semantics semantics) {
    AsyncInstance guest =
        Guest.main(
            semantics,
            imports(call -> {
              throw TaggedException.of(TAG, call.i32(0));
            }));

    assertThat(value(call(guest, "catch_tag", 5))).isEqualTo(5);
    assertThat(call(guest, "catch_tag", 6)).isCompletedWithValue(6);
  }

  @ParameterizedTest
  @EnumSource
  void ffExceptionHandlingOfTheHost(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports(promises));
    IOException reason = new IOException("of the host");

    CompletableFuture<@Nullable Object> caught = call(guest, "catch_host", 0);
    promises.next().reject(reason);
    assertThat(value(caught)).isSameAs(reason);
    CompletableFuture<@Nullable Object> all = call(guest, "catch_all_44", 0);
    promises.next().reject(reason);
    assertThat(value(all)).isEqualTo(44);
    CompletableFuture<@Nullable Object> again = call(guest, "throw_host_again", 0);
    promises.next().reject(reason);
    assertThat(reason(again)).isSameAs(reason);
    CompletableFuture<@Nullable Object> allAgain = call(guest, "throw_all_again", 0);
    promises.next().reject(reason);
    assertThat(reason(allAgain)).isSameAs(reason);
    CompletableFuture<@Nullable Object> notCaught = call(guest, "catch_tag", 0);
    promises.next().reject(reason);
    assertThat(reason(notCaught)).isSameAs(reason);
  }

  @Test
  void ffGuardSuspending() {
    AsyncInstance guest = Guest.strict(imports(promises));

    assertThatThrownBy(() -> guest.instance().function("once").callInt(1))
        .isInstanceOf(SuspendException.class);
    assertThatThrownBy(() -> guest.instance().function("get").callInt(1))
        .isInstanceOf(SuspendException.class);
    assertThat(promises.size()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void ffSuspender(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports());

    CompletableFuture<@Nullable Object> unfit = call(guest, "once", "text");

    assertThat(reason(unfit))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("java.lang.String");
  }

  @ParameterizedTest
  @CsvSource({
    "0, RELAXED",
    "0, STRICT",
    "1, RELAXED",
    "1, STRICT",
    "2, RELAXED",
    "2, STRICT",
    "3, RELAXED",
    "3, STRICT",
    "4, RELAXED",
    "4, STRICT"
  })
  void ffBasic2(int outcome, Semantics semantics) {
    IOException failure = new IOException("outcome " + outcome);
    AsyncInstance guest =
        Guest.main(
            semantics,
            imports(call ->
                switch (call.i32(0)) {
                  case 0 -> 10;
                  case 1 -> CompletableFuture.completedFuture(11);
                  case 2 -> later(12);
                  case 3 -> throw failure;
                  default -> later(0).thenCompose(none -> CompletableFuture.failedFuture(failure));
                }));

    CompletableFuture<@Nullable Object> once = call(guest, "once", outcome);

    if (outcome < 3) {
      assertThat(value(once)).isEqualTo(10 + outcome);
    } else {
      assertThat(reason(once)).isSameAs(failure);
    }
  }

  // ---- values

  @ParameterizedTest
  @EnumSource
  void ffThenable(Semantics semantics) {
    record Thenable(CompletableFuture<Integer> then) {}
    AwaitAdapter adapter =
        new AwaitAdapter() {
          @Override
          public boolean accepts(Object awaitable) {
            return awaitable instanceof Thenable;
          }

          @Override
          public CompletionStage<?> toStage(Object awaitable) {
            return ((Thenable) awaitable).then;
          }
        };
    AsyncInstance guest =
        Guest.builder(semantics, Guest.MAIN, imports(call -> new Thenable(later(1777))))
            .awaitAdapter(adapter)
            .build();

    assertThat(value(call(guest, "once", 0))).isEqualTo(1777);
  }

  @ParameterizedTest
  @EnumSource
  void ffProxy(Semantics semantics) {
    // What stands between the guest and the promise throws instead of handing it over.
    IllegalStateException thrown = new IllegalStateException("no then");
    AwaitAdapter adapter =
        new AwaitAdapter() {
          @Override
          public boolean accepts(Object awaitable) {
            return awaitable instanceof String;
          }

          @Override
          public CompletionStage<?> toStage(Object awaitable) {
            throw thrown;
          }
        };
    AsyncInstance guest =
        Guest.builder(semantics, Guest.MAIN, imports(call -> "proxy"))
            .awaitAdapter(adapter)
            .build();

    assertThat(reason(call(guest, "once", 0))).isSameAs(thrown);
    assertThat(value(call(guest, "catch_host_43", 0))).isEqualTo(43);
  }

  @ParameterizedTest
  @EnumSource
  void ffTypes(Semantics semantics) {
    AsyncInstance guest =
        Guest.main(
            semantics,
            imports()
                .suspending("env", "wide", call -> later(call.i64(0)))
                .suspending("env", "double", call -> later(call.f64(0)))
                .suspending("env", "object", call -> later(call.reference(0))));

    assertThat(value(call(guest, "wide", Long.MIN_VALUE))).isEqualTo(Long.MIN_VALUE);
    assertThat(value(call(guest, "double", Math.PI))).isEqualTo(Math.PI);
    assertThat(value(call(guest, "object", "text"))).isEqualTo("text");
    assertThat(value(call(guest, "object", (Object) null))).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void ffMultivalue(Semantics semantics) {
    AsyncInstance guest =
        Guest.main(
            semantics,
            imports()
                .suspending("env", "pair", call -> later(List.of(call.i32(0), 3L)))
                .suspending("env", "note", call -> later(42)));

    assertThat(value(call(guest, "two_three"))).isEqualTo(List.of(2, 3));
    assertThat(value(call(guest, "pair", 2))).isEqualTo(List.of(2, 3L));
    assertThat(value(call(guest, "tell", 1))).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void ffMultivalueMismatch(Semantics semantics) {
    AsyncInstance one =
        Guest.main(semantics, imports().suspending("env", "pair", call -> later(42)));
    AsyncInstance three =
        Guest.main(
            semantics, imports().suspending("env", "pair", call -> later(List.of(42, 1L, 2))));

    assertThat(reason(call(one, "pair", 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("env.pair must return a List of 2");
    assertThat(reason(call(three, "pair", 0))).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @EnumSource
  void aValueThatDoesNotFitIsThrownIntoTheGuest(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports(call -> later("text")));

    assertThat(value(call(guest, "catch_host", 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .asString()
        .contains("env.get must return i32");
  }

  // ---- start functions

  @Test
  void ffSimple() {
    AtomicInteger started = new AtomicInteger();
    AsyncInstance guest =
        Guest.builder(
                Semantics.STRICT,
                Guest.START,
                AsyncImports.builder()
                    .function("env", "get", call -> started.addAndGet(call.i32(0))))
            .build();

    assertThat(started).hasValue(7);
    assertThat(value(call(guest, "answer"))).isEqualTo(7);
  }

  @Test
  void ffSimpleSuspending() {
    AsyncInstance.Builder builder =
        Guest.builder(
            Semantics.STRICT,
            Guest.START,
            AsyncImports.builder().suspending("env", "get", promises));
    AsyncInstance outer = Guest.strict(imports());

    assertThatThrownBy(builder::build).isInstanceOf(SuspendException.class);
    assertThat(reason(builder.buildAsync()))
        .isInstanceOf(SuspendException.class)
        .hasMessageContaining("a start function cannot be suspended");
    assertThat(reason(outer.future(call -> builder.store(call.instance().store()).build())))
        .isInstanceOf(SuspendException.class)
        .hasMessageContaining("a start function cannot be suspended");
    assertThat(promises.size()).isZero();
  }

  // ---- objects of the guest

  private AsyncInstance objects(Semantics semantics) {
    return Guest.builder(
            semantics,
            Guest.OBJECTS,
            AsyncImports.builder()
                .suspending("env", "get", promises)
                .suspending("env", "visit", call -> later(call.reference(0)))
                .suspending("env", "any", call -> later(call.reference(0))))
        .build();
  }

  @ParameterizedTest
  @EnumSource
  void ffGc(Semantics semantics) {
    AsyncInstance guest = objects(semantics);

    CompletableFuture<@Nullable Object> keep = call(guest, "keep", 5);
    Promise promise = promises.next();
    System.gc();
    promise.resolve(0);
    assertThat(value(keep)).isEqualTo(5);

    CompletableFuture<@Nullable Object> chain = call(guest, "chain", 20);
    for (int i = 1; i <= 20; i++) {
      Promise next = promises.next();
      System.gc();
      next.resolve(next.argument());
    }
    assertThat(value(chain)).isEqualTo(210);
  }

  @ParameterizedTest
  @EnumSource
  void ffGc2(Semantics semantics) {
    AsyncInstance guest = objects(semantics);

    CompletableFuture<@Nullable Object> after = call(guest, "shared_after", 5);
    Promise promise = promises.next();
    assertThat(value(call(guest, "share", 6))).isNull();
    System.gc();
    promise.resolve(0);

    assertThat(value(after)).isEqualTo(6);
  }

  @ParameterizedTest
  @EnumSource
  void ffGc4(Semantics semantics) {
    AsyncInstance guest = objects(semantics);

    Object node = value(call(guest, "make", 42));
    Object same = value(call(guest, "visit", node));

    assertThat(same).isSameAs(node);
    assertThat(value(call(guest, "value", same))).isEqualTo(42);
    assertThat(value(call(guest, "visit", (Object) null))).isNull();
    assertThat(value(call(guest, "any", 9))).isEqualTo(9);
  }

  @ParameterizedTest
  @EnumSource
  void ffPromisingNonfinalType(Semantics semantics) {
    AsyncInstance guest = objects(semantics);
    Object node = value(call(guest, "make", 1));

    assertThat(value(call(guest, "visit", node))).isSameAs(node);
    assertThat(value(call(guest, "deeper", node))).isSameAs(node);
  }

  @ParameterizedTest
  @EnumSource
  void ffSuspendingCanonicalType(Semantics semantics) {
    // Another instance of the module has types of its own that are the same.
    AsyncInstance guest = objects(semantics);
    AsyncInstance other = objects(semantics);
    Object node = value(call(other, "make", 3));

    assertThat(value(call(guest, "value", node))).isEqualTo(3);
    assertThat(value(call(guest, "visit", node))).isSameAs(node);
  }

  // ---- the end of it

  @ParameterizedTest
  @EnumSource
  void ffShutdown(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports(promises));
    CompletableFuture<@Nullable Object> never = call(guest, "once", 1);

    guest.close();

    assertThat(reason(never)).isInstanceOf(InstanceClosedException.class);
    assertThat(promises.next().future()).isCompletedExceptionally();
    assertThat(reason(call(guest, "enter"))).isInstanceOf(InstanceClosedException.class);
  }

  @Test
  void ffTimeout() {
    // A loop that nothing but another call ends, which gets its turn at each suspension.
    AsyncInstance guest = Guest.strict(imports());

    CompletableFuture<@Nullable Object> loop = call(guest, "until_written");
    assertThat(loop).isNotDone();
    assertThat(value(call(guest, "write", 3))).isNull();

    assertThat(value(loop)).isEqualTo(3);
  }

  // ---- looking inside

  @ParameterizedTest
  @EnumSource
  void ffErrorStack(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports(call -> later(call.i32(0))));

    assertThat(((TrapException) reason(call(guest, "trap_outer", 0))).guestFrames())
        .extracting(GuestFrame::functionName)
        .containsExactly("trap_inner", "trap_outer");
    assertThat(((TaggedException) reason(call(guest, "throw_outer", 0))).guestFrames())
        .extracting(GuestFrame::functionName)
        .containsExactly("throw_inner", "throw_outer");
  }

  @ParameterizedTest
  @EnumSource
  void ffSavedStacks(Semantics semantics) {
    // The trace of a call that was suspended between two others is its own.
    AsyncInstance guest = Guest.main(semantics, imports(promises));

    CompletableFuture<@Nullable Object> first = call(guest, "trap_outer", 0);
    CompletableFuture<@Nullable Object> second = call(guest, "throw_outer", 0);
    Promise ofFirst = promises.next();
    promises.next().resolve(1);
    ofFirst.resolve(1);

    assertThat(((TaggedException) reason(second)).guestFrames()).hasSize(2);
    assertThat(((TrapException) reason(first)).guestFrames()).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource
  void ffDebugTerminated(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports(promises));

    CompletableFuture<@Nullable Object> once = call(guest, "once", 0);

    assertThat(guest.calls())
        .singleElement()
        .satisfies(call -> {
          assertThat(call.state()).isEqualTo(CallState.SUSPENDED);
          assertThat(call.waitsFor()).contains("env.get");
        });
    promises.next().resolve(1);
    assertThat(value(once)).isEqualTo(1);
    assertThat(guest.calls()).extracting(CallSnapshot::state).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void ffCrossRealm(Semantics semantics) {
    // Promises of other makes: of a call of another store, and of a thread of its own.
    AsyncInstance other = Guest.main(semantics, imports(call -> later(42)));
    AsyncInstance guest =
        Guest.main(
            semantics,
            imports(call -> other.function("once").mono(Integer.class, 0))
                .suspending(
                    "env",
                    "wide",
                    call -> {
                      CompletableFuture<Long> made = new CompletableFuture<>();
                      Thread.ofPlatform().start(() -> made.complete(30L));
                      return made;
                    }));

    assertThat(value(call(guest, "once", 0))).isEqualTo(42);
    assertThat(value(call(guest, "wide", 0L))).isEqualTo(30L);
  }

  private static <T extends @Nullable Object> CompletableFuture<T> later(T value) {
    return CompletableFuture.supplyAsync(() -> value);
  }
}
