package dev.heddle.async.jspi;

import static dev.heddle.async.jspi.Guest.TAG;
import static dev.heddle.async.jspi.Guest.call;
import static dev.heddle.async.jspi.Guest.global;
import static dev.heddle.async.jspi.Guest.imports;
import static dev.heddle.async.jspi.Promises.reason;
import static dev.heddle.async.jspi.Promises.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.async.AsyncImports;
import dev.heddle.async.AsyncInstance;
import dev.heddle.async.Semantics;
import dev.heddle.async.jspi.Promises.Promise;
import dev.heddle.wasm.GuestFrame;
import dev.heddle.wasm.Store;
import dev.heddle.wasm.TaggedException;
import dev.heddle.wasm.TrapException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The cases of WebKit's {@code JSTests/wasm/stress/jspi-*.js}. */
class JscTest {

  private final Promises promises = new Promises();

  @ParameterizedTest
  @CsvSource({
    "0, 92, RELAXED", "0, 92, STRICT", "1, 192, RELAXED", "1, 192, STRICT",
    "3, 392, RELAXED", "3, 392, STRICT", "4, 492, RELAXED", "4, 492, STRICT"
  })
  void jscBasic(int depth, int expected, Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports(promises));

    CompletableFuture<@Nullable Object> deep = call(guest, "deep", depth, 50);
    Promise promise = promises.next();
    promise.resolve((Integer) promise.argument() + 42);

    assertThat(value(deep)).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource
  void jscBasicLoop(Semantics semantics) {
    AsyncInstance guest =
        Guest.main(semantics, imports(call -> CompletableFuture.supplyAsync(() -> 2)));

    assertThat(value(call(guest, "sum", 100))).isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource
  void jscBasic24Arguments(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports().suspending("env", "many", promises));
    Object[] arguments = IntStream.range(0, 24).mapToObj(i -> (Object) (1 << i)).toArray();

    CompletableFuture<@Nullable Object> many = call(guest, "many", arguments);
    promises.next().resolve(1);

    assertThat(value(many)).isEqualTo(1 << 24);
  }

  @ParameterizedTest
  @EnumSource
  void jscRejection(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports(promises));
    IOException reason = new IOException("rejected");

    CompletableFuture<@Nullable Object> rejected = call(guest, "write_after", 0);
    promises.next().reject(reason);

    assertThat(reason(rejected)).isSameAs(reason);
    assertThat(global(guest)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "0, RELAXED", "0, STRICT", "1, RELAXED", "1, STRICT",
    "2, RELAXED", "2, STRICT", "3, RELAXED", "3, STRICT"
  })
  void jscResuspension(int depth, Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports(promises));

    CompletableFuture<@Nullable Object> deep = call(guest, "deep_and_again", depth, 259);
    for (int i = 0; i <= depth; i++) {
      Promise promise = promises.next();
      promise.resolve(i == 0 ? promise.argument() : 0);
    }

    assertThat(value(deep)).isEqualTo(259);
  }

  @ParameterizedTest
  @EnumSource
  void jscExceptionsFromWasm(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports(promises));

    CompletableFuture<@Nullable Object> thrown = call(guest, "throw_after", 0);
    promises.next().resolve(42);

    assertThat(reason(thrown))
        .isInstanceOfSatisfying(
            TaggedException.class,
            exception -> assertThat(exception.payload()).containsExactly(42));
  }

  @ParameterizedTest
  @EnumSource
  void jscExceptionsFromJsCaught(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports(promises));

    CompletableFuture<@Nullable Object> caught = call(guest, "catch_tag", 0);
    promises.next().reject(TaggedException.of(TAG, 42));

    assertThat(value(caught)).isEqualTo(42);
  }

  @ParameterizedTest
  @EnumSource
  void jscExceptionsFromJsNotCaught(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports(promises));
    TaggedException thrown = TaggedException.of(TAG, 42);

    CompletableFuture<@Nullable Object> once = call(guest, "once", 0);
    promises.next().reject(thrown);

    assertThat(reason(once)).isSameAs(thrown);
    assertThat(thrown.payload()).containsExactly(42);
  }

  @ParameterizedTest
  @EnumSource
  void jscExceptionsFromJsSuspendsAgain(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports(promises));

    CompletableFuture<@Nullable Object> again = call(guest, "catch_and_get", 0);
    promises.next().reject(TaggedException.of(TAG, 42));
    Promise second = promises.next();
    second.resolve((Integer) second.argument() + 1);

    assertThat(value(again)).isEqualTo(43);
  }

  // ---- jspi-stack-traces.js: before and after a suspension, and across several

  @ParameterizedTest
  @EnumSource
  void jscStackTraceOfATrapBeforeASuspension(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports());

    assertThat(functions(reason(call(guest, "trap")))).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void jscStackTraceOfATrapAfterASuspension(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports(promises));

    CompletableFuture<@Nullable Object> trapped = call(guest, "trap_outer", 0);
    promises.next().resolve(0);

    assertThat(functions(reason(trapped))).containsExactly("trap_inner", "trap_outer");
  }

  @ParameterizedTest
  @EnumSource
  void jscStackTraceOfAnExceptionAfterASuspension(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports(promises));

    CompletableFuture<@Nullable Object> thrown = call(guest, "throw_outer", 0);
    promises.next().resolve(0);

    assertThat(functions(reason(thrown))).containsExactly("throw_inner", "throw_outer");
  }

  @ParameterizedTest
  @EnumSource
  void jscStackTraceOfARejectionWithATag(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports(promises));

    CompletableFuture<@Nullable Object> rejected = call(guest, "outer", 0);
    promises.next().reject(TaggedException.of(TAG, 1));

    assertThat(functions(reason(rejected))).containsExactly("inner", "middle", "outer");
  }

  @ParameterizedTest
  @EnumSource
  void jscStackTraceAcrossModules(Semantics semantics) {
    Store store = Store.create();
    AsyncInstance inner =
        Guest.builder(semantics, Guest.MAIN, imports(promises)).store(store).build();
    AsyncInstance outer =
        Guest.builder(
                semantics, Guest.LINK, AsyncImports.builder().instance("other", inner.instance()))
            .store(store)
            .build();

    CompletableFuture<@Nullable Object> rejected = call(outer, "once_and_one", 0);
    promises.next().reject(TaggedException.of(TAG, 1));

    assertThat(functions(reason(rejected))).hasSize(2).startsWith("once");
  }

  @ParameterizedTest
  @EnumSource
  void jscStackTraceOfARejectionOfTheHost(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports(promises));
    IOException reason = new IOException("made elsewhere");
    StackTraceElement[] trace = reason.getStackTrace();

    CompletableFuture<@Nullable Object> rejected = call(guest, "outer", 0);
    promises.next().reject(reason);

    assertThat(reason(rejected).getStackTrace()).isEqualTo(trace);
  }

  private static List<String> functions(Throwable thrown) {
    List<GuestFrame> frames =
        thrown instanceof TrapException trap
            ? trap.guestFrames()
            : ((TaggedException) thrown).guestFrames();
    return frames.stream().map(GuestFrame::functionName).toList();
  }
}
