package dev.heddle.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HexFormat;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrapTest {

  private final Instance guest = Guests.instance("traps");

  @ParameterizedTest
  @CsvSource({
    "unreachable,     , UNREACHABLE,                 unreachable",
    "divideByZero,    , INTEGER_DIVIDE_BY_ZERO,      integer divide by zero",
    "overflow,        , INTEGER_OVERFLOW,            integer overflow",
    "convert,         , INVALID_CONVERSION,          invalid conversion to integer",
    "convertTooLarge, , INTEGER_OVERFLOW,            integer overflow",
    "load,       65533, MEMORY_OUT_OF_BOUNDS,        out of bounds memory access",
    "load,          -4, MEMORY_OUT_OF_BOUNDS,        out of bounds memory access",
    "loadFar,        0, MEMORY_OUT_OF_BOUNDS,        out of bounds memory access",
    "loadFar,       -1, MEMORY_OUT_OF_BOUNDS,        out of bounds memory access",
    "tableGet,       3, TABLE_OUT_OF_BOUNDS,         out of bounds table access",
    "callIndirect,   3, UNDEFINED_ELEMENT,           undefined element",
    "callIndirect,  -1, UNDEFINED_ELEMENT,           undefined element",
    "callIndirect,   0, UNINITIALIZED_ELEMENT,       uninitialized element",
    "callIndirect,   1, INDIRECT_CALL_TYPE_MISMATCH, indirect call type mismatch"
  })
  void everyTrapHasItsKindAndTheWordingOfTheSpecification(
      String export, Integer argument, TrapKind kind, String wording) {
    TrapException trap =
        trap(() -> {
          if (argument == null) {
            guest.function(export).invoke();
          } else {
            guest.function(export).invoke(argument);
          }
        });

    assertThat(trap.kind()).isEqualTo(kind);
    assertThat(trap).hasMessageStartingWith(wording);
    assertThat(trap.guestFrames()).extracting(GuestFrame::functionName).containsExactly(export);
  }

  @Test
  void theGuestsStackIsShownInnermostFirstWithNamesAndOffsets() {
    TrapException trap = trap(() -> guest.function("outermost").callInt(0));

    // The offsets are those that wasm-objdump -d shows.
    assertThat(trap.guestFrames())
        .containsExactly(
            new GuestFrame("trapping", 1, "innermost", 0xee),
            new GuestFrame("trapping", 2, "middle", 0xf4),
            new GuestFrame("trapping", 3, "outermost", 0xfe));
    assertThat(trap.omittedFrames()).isZero();
  }

  @Test
  void theJavaStackTraceShowsGuestFramesAboveTheCaller() {
    TrapException trap = trap(() -> guest.function("outermost").callInt(0));

    StackTraceElement[] trace = trap.getStackTrace();
    assertThat(trace[0].getMethodName()).isEqualTo("innermost");
    assertThat(trace[1].getMethodName()).isEqualTo("middle");
    assertThat(trace[2].getMethodName()).isEqualTo("outermost");
    assertThat(trace[3].getClassName()).isEqualTo(TrapTest.class.getName());
    StringWriter printed = new StringWriter();
    trap.printStackTrace(new PrintWriter(printed, true));
    assertThat(printed.toString())
        .startsWith("dev.heddle.wasm.TrapException: integer divide by zero")
        .contains("trapping.innermost")
        .contains("0xee");
  }

  @Test
  void theJavaStackTraceOfAStartFunctionShowsWhoMadeTheInstance() {
    // (module (func unreachable) (start 0))
    byte[] bytes =
        HexFormat.of()
            .parseHex(
                "0061736d01000000" + "010401600000" + "03020100" + "080100" + "0a05010300000b");
    TrapException trap = trap(() -> Instance.builder(WasmModule.load(bytes)).build());

    assertThat(trap.getStackTrace())
        .extracting(StackTraceElement::getClassName)
        .startsWith("wasm", Instance.Builder.class.getName(), TrapTest.class.getName());
  }

  @Test
  void ofADeepStackTheInnermostFramesAreKept() {
    TrapException trap = trap(() -> guest.function("recurse").callInt(1000));

    assertThat(trap.guestFrames()).hasSize(256);
    assertThat(trap.guestFrames()).extracting(GuestFrame::functionName).containsOnly("recurse");
    // in the mixed run the Java stack may be full at 650 frames, while HotSpot's first compiler is
    // in
    // charge of the interpreter's loop: that is another trap
    if (Integer.getInteger("heddle.mixed") == null) {
      assertThat(trap.omittedFrames()).isEqualTo(1001 - 256);
      assertThat(trap.guestFrames().getFirst().codeOffset()).isEqualTo(0x108);
      assertThat(trap.guestFrames().subList(1, 256))
          .extracting(GuestFrame::codeOffset)
          .containsOnly(0x111);
    }
  }

  @Test
  void theInstanceStaysUsableInTheStateTheTrapLeftItIn() {
    for (int i = 1; i <= 10; i++) {
      trap(() -> guest.function("outermost").callInt(0));
      assertThat(guest.global("steps").get()).isEqualTo(2 * i - 1);
      assertThat(guest.function("outermost").callInt(7)).isEqualTo(2);
    }
  }

  @Test
  void framesOfCallsThroughTheHostAreShownTogether() {
    Instance[] self = new Instance[1];
    self[0] =
        Guests.instance(
            "recursion",
            Imports.builder()
                .function(
                    "env",
                    "back",
                    call -> {
                      if (call.i32(0) == 3) {
                        guest.function("outermost").callInt(0);
                      }
                      call.returnI32(self[0].function("throughHost").callInt(call.i32(0)));
                    })
                .build());

    TrapException trap = trap(() -> self[0].function("throughHost").callInt(0));

    assertThat(trap.guestFrames())
        .extracting(GuestFrame::functionName)
        .containsExactly(
            "innermost", "middle", "outermost", "throughHost", "throughHost", "throughHost");
  }

  @Test
  void theDetailOfATrapNamesItsValues() {
    assertThat(trap(() -> guest.function("load").callInt(65_533))).hasMessageContaining("65533");
    assertThat(trap(() -> guest.function("loadFar").callInt(-1)))
        .hasMessageContaining("address 4294967295 + offset 4294967295");
    assertThat(trap(() -> guest.function("tableGet").invoke(3))).hasMessageContaining("3");
  }

  private static TrapException trap(ThrowingCallable call) {
    return catchThrowableOfType(TrapException.class, call);
  }
}
