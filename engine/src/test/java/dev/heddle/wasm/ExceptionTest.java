package dev.heddle.wasm;

import static dev.heddle.wasm.decode.ModuleBytes.join;
import static dev.heddle.wasm.decode.ModuleBytes.module;
import static dev.heddle.wasm.decode.ModuleBytes.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.heddle.wasm.types.DefinedType;
import dev.heddle.wasm.types.TagType;
import dev.heddle.wasm.types.ValueType;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Exceptions between guests and the host, and what guests never catch. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ExceptionTest {

  private final Tag tag = Tag.create(TagType.of(ValueType.I32, ValueType.EXTERNREF));

  private Instance guest(HostFunction host) {
    return Instance.builder(Guests.module("exceptions"))
        .imports(Imports.builder().add("env", "tag", tag).function("env", "host", host).build())
        .build();
  }

  private Instance guest() {
    return guest(call -> {});
  }

  private Instance guestOfThrowing(Throwable thrown) {
    return guest(call -> {
      switch (thrown) {
        case Exception exception -> throw exception;
        case Error error -> throw error;
        default -> throw new AssertionError(thrown);
      }
    });
  }

  @Test
  void whatNoGuestCatchesComesOutWithItsTagItsValuesAndTheFramesItLeft() {
    Instance guest = guest();
    Object object = new Object();

    TaggedException thrown =
        catchThrowableOfType(
            TaggedException.class,
            () -> guest.function("throwEverything").invoke(1, 2L, 3f, 4.0, object));
    TaggedException deeper =
        catchThrowableOfType(TaggedException.class, () -> guest.function("uncaught").callVoid(9));

    assertThat(thrown.tag()).isSameAs(guest.tag("everything"));
    assertThat(thrown.payload()).containsExactly(1, 2L, 3f, 4.0, object);
    assertThat(thrown)
        .hasMessageStartingWith(
            "exception of tag (i32, i64, f32, f64, externref) with [1, 2, 3.0, 4.0,");
    assertThat(deeper.guestFrames())
        .extracting(GuestFrame::functionName)
        .containsExactly("thrower", "between", "uncaught");
    assertThat(Arrays.stream(deeper.getStackTrace()).map(StackTraceElement::getMethodName))
        .startsWith("thrower", "between", "uncaught")
        .contains("whatNoGuestCatchesComesOutWithItsTagItsValuesAndTheFramesItLeft");
  }

  @Test
  void theHostThrowsIntoTheGuestAndCatchesWhatComesBack() {
    TaggedException thrown = TaggedException.of(tag, 7, "seven");
    Instance guest = guestOfThrowing(thrown);

    assertThat(guest.function("catchImported").invoke()).containsExactly(7, "seven");
    assertThat(guest.function("keep").invoke()).containsExactly(thrown);
    assertThatThrownBy(() -> guest.function("rethrow").callVoid()).isSameAs(thrown);
    assertThatThrownBy(() -> guest.function("legacyRethrow").callVoid()).isSameAs(thrown);
    assertThat(guest.global("caught").get()).isEqualTo(1);
  }

  @Test
  void tagsAreSharedByImportAndToldApartByIdentity() {
    Instance other = guest();
    Instance guest = guest(call -> other.function("throwImported").invoke(3, "three"));
    Tag sameType = Tag.create(tag.type());

    assertThat(guest.function("catchImported").invoke()).containsExactly(3, "three");
    TaggedException foreign = TaggedException.of(sameType, 1, null);
    assertThatThrownBy(() -> guestOfThrowing(foreign).function("catchImported").invoke())
        .isSameAs(foreign);
    assertThatThrownBy(() ->
            guest(call -> other.function("throwEverything").invoke(1, 2L, 3f, 4.0, null))
                .function("catchImported")
                .invoke())
        .isInstanceOfSatisfying(
            TaggedException.class,
            thrown -> assertThat(thrown.tag()).isSameAs(other.tag("everything")));
  }

  @Test
  void aTagOfAnotherTypeDoesNotLink() {
    Imports imports =
        Imports.builder()
            .add("env", "tag", Tag.create(TagType.of(ValueType.I32)))
            .function("env", "host", call -> {})
            .build();

    assertThatThrownBy(() -> Guests.instance("exceptions", imports))
        .isInstanceOf(LinkException.class)
        .hasMessage(
            "incompatible import type: import env.tag: expected tag (i32, externref), found tag"
                + " (i32)");
  }

  @Test
  void theHostMakesTagsOfTypesThatAreDefinedTogether() {
    int[] tagImport = join(new int[] {1}, name("m"), name("t"), new int[] {4, 0, 1});
    WasmModule module =
        WasmModule.load(
            module()
                .section(1, 1, 0x4e, 2, 0x60, 0, 1, 0x7f, 0x60, 1, 0x7f, 0)
                .section(2, tagImport)
                .toBytes());
    DefinedType type = module.types().get(1);

    Tag made = Tag.create(type);
    assertThat(made.type()).isEqualTo(TagType.of(ValueType.I32));
    Imports imports = Imports.builder().add("m", "t", made).build();
    assertThat(Instance.builder(module).imports(imports).build()).isNotNull();
    Imports alone = Imports.builder().add("m", "t", Tag.create(made.type())).build();
    assertThatThrownBy(() -> Instance.builder(module).imports(alone).build())
        .isInstanceOf(LinkException.class);
    assertThatThrownBy(() -> Tag.create(module.types().getFirst()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a tag has the type of a function without results, not func () -> (i32)");
  }

  @Test
  void valuesMustBeOfTheTypesOfTheTag() {
    assertThatThrownBy(() -> TaggedException.of(tag, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("exception of tag (i32, externref): expected 2 values, found 1");
    assertThatThrownBy(() -> TaggedException.of(tag, 1L, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "value 0 of an exception of tag (i32, externref): expected i32 (Integer), found");
  }

  static List<Throwable> exceptionsOfTheHost() {
    return List.of(
        new IllegalStateException("unchecked"),
        new java.io.IOException("checked"),
        new ArithmeticException("not a division by zero of the guest"),
        new IndexOutOfBoundsException("not an access of the guest"),
        new AssertionError("an error, but not one of the JVM"));
  }

  @ParameterizedTest
  @MethodSource("exceptionsOfTheHost")
  void otherExceptionsOfTheHostCrossTheGuestAsTheyAre(Throwable thrown) {
    Instance guest = guestOfThrowing(thrown);

    assertThat(guest.function("catchAll").callInt()).isEqualTo(1);
    assertThat(guest.function("legacyCatchAll").callInt()).isEqualTo(1);
    assertThat(guest.function("keep").invoke()).containsExactly(thrown);
    assertThat(catchThrowable(() -> guest.function("catchImported").invoke())).isSameAs(thrown);
    assertThat(catchThrowable(() -> guest.function("rethrow").callVoid())).isSameAs(thrown);
    assertThat(catchThrowable(() -> guest.function("legacyRethrow").callVoid())).isSameAs(thrown);
    assertThat(catchThrowable(() -> guest.function("throwGiven").invoke(thrown))).isSameAs(thrown);
  }

  static List<Throwable> notForGuests() {
    return List.of(
        new TrapException(TrapKind.UNREACHABLE, "of another guest"),
        new CallInterruptedException("enough"),
        new OutOfMemoryError("not really"));
  }

  @ParameterizedTest
  @MethodSource("notForGuests")
  void trapsOrdersToStopAndErrorsOfTheJvmAreNotCaught(Throwable thrown) {
    Instance guest = guestOfThrowing(thrown);

    for (String export : List.of("catchAll", "keep", "rethrow", "legacyCatchAll")) {
      assertThat(catchThrowable(() -> guest.function(export).invoke())).isSameAs(thrown);
    }
  }

  @Test
  void trapsOfTheGuestItselfAreNotCaught() {
    Instance guest = guest();

    assertThat(guest.function("divide").callInt(1)).isEqualTo(1);
    assertThatThrownBy(() -> guest.function("divide").callInt(0))
        .isInstanceOf(TrapException.class)
        .hasMessageStartingWith("integer divide by zero");
    assertThatThrownBy(() -> guest.function("exhaust").callInt())
        .isInstanceOf(TrapException.class)
        .hasMessageStartingWith("call stack exhausted");
    assertThatThrownBy(() -> guest.function("throwGiven").invoke((Object) null))
        .isInstanceOf(TrapException.class)
        .hasMessageStartingWith("null exception reference");
  }

  @Test
  void aFullJavaStackIsNotCaughtEither() {
    Instance[] self = new Instance[1];
    self[0] = guest(call -> self[0].function("catchAll").callInt());

    assertThatThrownBy(() -> self[0].function("catchAll").callInt())
        .isInstanceOf(TrapException.class)
        .hasMessageStartingWith("call stack exhausted");
  }

  @Test
  void theHostsOwnStackOverflowIsATrapThatHasItAsItsCause() {
    StackOverflowError own = new StackOverflowError("mine");

    for (String export : List.of("catchAll", "legacyRethrow")) {
      assertThatThrownBy(() -> guestOfThrowing(own).function(export).invoke())
          .isInstanceOf(TrapException.class)
          .hasMessageStartingWith("call stack exhausted: the Java stack is full in a host function")
          .hasMessageContaining("-Xss")
          .hasCause(own);
      assertThatThrownBy(() -> guest(call -> recurse()).function(export).invoke())
          .isInstanceOf(TrapException.class)
          .satisfies(trap ->
              assertThat(trap.getCause())
                  .isInstanceOf(StackOverflowError.class)
                  .satisfies(cause ->
                      assertThat(cause.getStackTrace())
                          .extracting(StackTraceElement::getClassName)
                          .anyMatch(name -> name.startsWith("java.util.regex"))));
    }
  }

  /** Matches a regular expression that recurses for each character. */
  private static void recurse() {
    assertThat(Pattern.compile("(x|y)*").matcher("xy".repeat(500_000)).matches()).isTrue();
  }

  @Test
  void theGuestsOwnStackOverflowHasNoCause() throws Exception {
    Instance guest =
        Instance.builder(Guests.module("recursion"))
            .imports(Imports.builder().function("env", "back", call -> call.returnI32(0)).build())
            .limits(Limits.builder().maxCallDepth(Integer.MAX_VALUE).build())
            .build();

    FutureTask<Integer> call = new FutureTask<>(() -> guest.function("endless").callInt(0));
    // less than a call takes before it goes on in another thread
    Thread.ofPlatform().stackSize(128 << 10).start(call);

    assertThatThrownBy(() -> call.get(30, TimeUnit.SECONDS))
        .cause()
        .isInstanceOf(TrapException.class)
        .hasMessageStartingWith("call stack exhausted: the Java stack is full; -Xss")
        .hasNoCause();
  }

  @ParameterizedTest
  @ValueSource(strings = {"endless", "endlessThrow"})
  void anOrderToStopIsNotCaughtEither(String export) throws Exception {
    Instance guest = guest();
    CallControl control = new CallControl();
    CountDownLatch started = new CountDownLatch(1);
    FutureTask<Object> call =
        new FutureTask<>(() ->
            control.run(() -> {
              started.countDown();
              return guest.function(export).call();
            }));
    Thread.ofPlatform().daemon().start(call);
    started.await();

    CallInterruptedException cause = new CallInterruptedException("enough");
    control.interrupt(cause);

    assertThatThrownBy(() -> call.get(30, TimeUnit.SECONDS)).hasCause(cause);
  }

  @Test
  void catchingTakesNoStack() {
    assertThat(guest().function("often").callInt(100_000)).isEqualTo(705_082_704);
  }

  @Test
  void anExceptionCrossesManyFramesAndLeavesStateAsItWas() {
    Instance guest = guest();

    assertThat(guest.function("deep").callInt(200)).isEqualTo(42);
    assertThat(guest.function("state").callInt(2)).isEqualTo(2 * 22 + 20 + 1000);
    assertThat(guest.function("legacyDelegate").callInt()).isEqualTo(107);
  }

  @Test
  void vectorsAreCarriedToo() {
    Instance guest = guest();
    V128 vector = new V128(1, -2);

    assertThat(guest.function("catchVector").invoke(vector)).containsExactly(vector, 5);
    assertThatThrownBy(() -> guest.function("throwVector").invoke(vector))
        .isInstanceOfSatisfying(
            TaggedException.class,
            thrown -> assertThat(thrown.payload()).containsExactly(vector, 6));
  }

  @Test
  void aTailCallIsNotInTheTryThatMadeIt() {
    assertThatThrownBy(() -> guest().function("tailCall").callInt())
        .isInstanceOfSatisfying(
            TaggedException.class,
            thrown ->
                assertThat(thrown.guestFrames())
                    .extracting(GuestFrame::functionName)
                    .containsExactly("thrown"));
  }

  @Test
  void registerCodeShowsHandlersBehindTheCode() {
    assertThat(Guests.module("exceptions").disassemble(13))
        .isEqualTo(
            """
            function 13 "legacyDelegate" () -> (i32), frame 2 + 1 references
                0  const32          r0, #7
                3  call             [3], r0, o0
                7  const32          r0, #1
               10  br               @15
               12  const32          r0, #2
               15  br               @21
               17  i32.add_imm      r0, r0, #100
               21  return_value     r0
            @0 to @7, depth 3: delegate to depth 1
            @0 to @12, depth 2: catch_all, exception o0, @12
            @0 to @17, depth 1: catch [2], r0, o1, exception o0, @17
            """);
  }
}
