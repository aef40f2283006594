package dev.heddle.wasm;

import static dev.heddle.wasm.decode.ModuleBytes.join;
import static dev.heddle.wasm.decode.ModuleBytes.module;
import static dev.heddle.wasm.decode.ModuleBytes.name;
import static dev.heddle.wasm.decode.ModuleBytes.repeat;
import static dev.heddle.wasm.decode.ModuleBytes.u32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An instance pays for the element segments that it uses, and what it uses is limited. */
class ElementSegmentTest {

  private static final int END = 0x0b;
  private static final int[] I32_0 = {0x41, 0};
  private static final int[] LOCAL_0 = {0x20, 0};
  private static final int[] NEW_STRUCT = {0x42, 7, 0xfb, 0, 0};

  /** In bytes, as {@link Limits#maxObjectBytes} counts. */
  private static final int STRUCT = 24 + 16 + 8;

  private static final int STRUCTS = 10_000;
  private static final int TABLE = 4;

  /** A structure of a number, an array of such structures, and types of functions. */
  private static final int[] TYPES = {
    5, 0x5f, 1, 0x7e, 0, 0x5e, 0x63, 0, 1, 0x60, 0, 0, 0x60, 1, 0x7f, 0, 0x60, 1, 0x7f, 1, 0x63, 1
  };

  private static int[] structs(int count) {
    return join(new int[] {0x63, 0}, u32(count), repeat(count, join(NEW_STRUCT, new int[] {END})));
  }

  private static int[] body(int[]... instructions) {
    return join(new int[] {0}, join(instructions), new int[] {END});
  }

  /** A module whose exports use its one segment, given without its flags, for a table. */
  private static WasmModule passive(int[] segment) {
    int[] table = join(new int[] {1, 0x63, 0, 0}, u32(TABLE));
    int[] exports =
        join(
            new int[] {4},
            join(name("copy"), new int[] {0, 0}),
            join(name("array"), new int[] {0, 1}),
            join(name("drop"), new int[] {0, 2}),
            join(name("table"), new int[] {1, 0}));
    return WasmModule.load(
        module()
            .section(1, TYPES)
            .section(3, 3, 3, 4, 2)
            .section(4, table)
            .section(7, exports)
            .section(9, join(new int[] {1, 5}, segment))
            .code(
                body(I32_0, I32_0, LOCAL_0, new int[] {0xfc, 12, 0, 0}),
                body(I32_0, LOCAL_0, new int[] {0xfb, 10, 1, 0}),
                body(new int[] {0xfc, 13, 0}))
            .toBytes());
  }

  /** A module with a constant array of structures. */
  private static WasmModule moduleWithGlobal(int[] newArray) {
    return WasmModule.load(
        module()
            .section(1, TYPES)
            .section(6, join(new int[] {1, 0x64, 1, 0}, newArray, new int[] {END}))
            .toBytes());
  }

  private static Instance guest(Limits.Builder limits) {
    return Instance.builder(passive(structs(STRUCTS))).limits(limits.build()).build();
  }

  @Test
  void theElementsOfASegmentAreMadeOnce() {
    Instance guest = guest(Limits.builder());
    Table table = guest.table("table");
    guest.function("copy").callVoid(2);
    Object first = table.get(0);
    Object second = table.get(1);
    assertThat(first).isInstanceOf(WasmStruct.class).isNotSameAs(second);
    assertThat(table.get(2)).isNull();

    guest.function("copy").callVoid(TABLE);
    assertThat(table.get(1)).isSameAs(second);
    WasmArray array = (WasmArray) guest.function("array").invoke(STRUCTS).getFirst();
    assertThat(array.length()).isEqualTo(STRUCTS);
    assertThat(array.get(0)).isSameAs(first);
    assertThat(array.get(STRUCTS - 1)).isNotNull();
  }

  @Test
  void aSegmentThatWasDroppedIsEmpty() {
    Instance guest = guest(Limits.builder());
    guest.function("copy").callVoid(1);
    for (int i = 0; i < 2; i++) {
      guest.function("drop").callVoid();
      guest.function("copy").callVoid(0);
      assertThatExceptionOfType(TrapException.class)
          .isThrownBy(() -> guest.function("copy").callVoid(1))
          .withMessageContaining("1 elements at index 0 of 0");
      assertThatExceptionOfType(TrapException.class)
          .isThrownBy(() -> guest.function("array").invoke(1))
          .withMessageContaining("1 elements from index 0 of an element segment of 0");
    }
  }

  /** All of them together would take 4 GB. */
  @Test
  void instancesDoNotPayForSegmentsThatTheyDoNotUse() {
    int segments = 1_000;
    int[] functions = join(u32(500), repeat(500, 0));
    int[] passive = join(new int[] {1, 0}, functions);
    int[] declared = join(new int[] {3, 0}, functions);
    WasmModule module =
        WasmModule.load(
            module()
                .section(1, 1, 0x60, 0, 0)
                .section(3, 1, 0)
                .section(9, join(u32(2 * segments), repeat(segments, join(passive, declared))))
                .code(new int[] {0, END})
                .toBytes());
    Store store = Store.create();
    List<Instance> instances = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      instances.add(Instance.builder(module).store(store).build());
    }
    assertThat(instances).hasSize(1_000);
  }

  /** A switch that stops what runs under it when that polls for the second time. */
  private static final class SecondPoll {

    final AtomicInteger polls = new AtomicInteger();
    final CallInterruptedException stop = new CallInterruptedException("at the second poll");
    final CallControl control = new CallControl(this::pause);

    private void pause() {
      if (polls.incrementAndGet() == 2) {
        control.interrupt(stop);
      }
      control.pause();
    }

    void stops(ThrowingCallable action) {
      control.pause();
      assertThatExceptionOfType(CallInterruptedException.class)
          .isThrownBy(() ->
              control.run(() -> {
                try {
                  action.call();
                } catch (Exception | Error e) {
                  throw e;
                } catch (Throwable e) {
                  throw new AssertionError(e);
                }
                return null;
              }))
          .isSameAs(stop);
      assertThat(polls).hasValue(2);
    }
  }

  /** The first poll is that of the function. */
  @ParameterizedTest
  @ValueSource(strings = {"copy", "array"})
  void aCallThatMakesALargeSegmentCanBeStopped(String function) {
    Instance guest = guest(Limits.builder().maxTableElements(TABLE + STRUCTS));
    new SecondPoll().stops(() -> guest.function(function).invoke(1));

    assertThat(guest.table("table").get(0)).isNull();
    guest.function(function).invoke(1);
    guest.function("copy").callVoid(1);
    assertThat(guest.table("table").get(0)).isNotNull();
  }

  @Test
  void anInstantiationThatFillsALargeTableCanBeStopped() {
    int[] table = join(new int[] {1, 0x70, 0}, u32(STRUCTS));
    int[] active = join(new int[] {1, 0}, I32_0, new int[] {END}, u32(STRUCTS));
    WasmModule module =
        WasmModule.load(
            module()
                .section(1, 1, 0x60, 0, 0)
                .section(3, 1, 0)
                .section(4, table)
                .section(7, join(new int[] {1}, name("table"), new int[] {1, 0}))
                .section(9, join(active, repeat(STRUCTS, 0)))
                .code(new int[] {0, END})
                .toBytes());
    new SecondPoll().stops(() -> Instance.builder(module).build());

    assertThat(Instance.builder(module).build().table("table").get(STRUCTS - 1)).isNotNull();
  }

  @Test
  void segmentsThatAreUsedCountWithTheTables() {
    Instance tight = guest(Limits.builder().maxTableElements(TABLE + STRUCTS - 1));
    assertThatExceptionOfType(TrapException.class)
        .isThrownBy(() -> tight.function("copy").callVoid(1))
        .withMessage(
            "allocation failed: an element segment of 10000 elements, but Limits.maxTableElements"
                + " is 10003, of which 9999 are left")
        .satisfies(trap -> assertThat(trap.kind()).isEqualTo(TrapKind.ALLOCATION_FAILED));
    tight.function("copy").callVoid(0);

    Instance guest = guest(Limits.builder().maxTableElements(TABLE + STRUCTS));
    guest.function("copy").callVoid(1);
    guest.function("array").invoke(1);
    assertThat(guest.table("table").grow(1, null)).isEqualTo(-1);
    guest.function("drop").callVoid();
    assertThat(guest.table("table").grow(STRUCTS + 1, null)).isEqualTo(-1);
    assertThat(guest.table("table").grow(STRUCTS, null)).isEqualTo(TABLE);
  }

  @Test
  void objectsOfSegmentsCountWhileTheyAreMade() {
    long all = (long) STRUCTS * STRUCT;
    for (int i = 0; i < 3; i++) {
      guest(Limits.builder().maxObjectBytes(all)).function("copy").callVoid(1);
    }
    Instance guest = guest(Limits.builder().maxObjectBytes(all - 1));
    for (int i = 0; i < 3; i++) {
      assertThatExceptionOfType(TrapException.class)
          .isThrownBy(() -> guest.function("copy").callVoid(1))
          .withMessageContaining("no room for an object of 48 bytes: 479952 are in use");
    }
  }

  @Test
  void whatOneConstantExpressionMakesCountsTogether() {
    WasmModule module =
        moduleWithGlobal(join(repeat(1_000, NEW_STRUCT), new int[] {0xfb, 8, 1}, u32(1_000)));
    long all = 1_000 * STRUCT + 24 + 16 + 8 * 1_000;
    Limits.Builder limits = Limits.builder();

    Instance.builder(module).limits(limits.maxObjectBytes(all).build()).build();
    assertThatExceptionOfType(TrapException.class)
        .isThrownBy(
            () -> Instance.builder(module).limits(limits.maxObjectBytes(all - 1).build()).build())
        .withMessageContaining("no room for an object of 8040 bytes: 48000 are in use");
  }

  /** What the JVM does whose heap is full. */
  static final class FullHeap {

    private static final int ELEMENTS = 4_000_000;

    private FullHeap() {}

    /** Makes large things of guests, twice: with a full heap, and with an empty one. */
    public static void main(String[] arguments) {
      Limits limits = Limits.builder().maxObjectBytes(Long.MAX_VALUE).build();
      int[] newArray = join(new int[] {0x41}, u32(ELEMENTS), new int[] {0xfb, 7, 1});
      WasmModule array = moduleWithGlobal(newArray);
      Instance guest = Instance.builder(functions()).build();
      List<byte[]> ballast = new ArrayList<>();
      fill(ballast);
      for (int i = 0; i < 2; i++) {
        attempt("segment", () -> guest.function("copy").callVoid());
        attempt("constant", () -> Instance.builder(array).limits(limits).build());
        ballast.clear();
      }
    }

    /** A module with a large segment of functions, of which it copies the first. */
    private static WasmModule functions() {
      int[] segment = join(new int[] {1, 1, 0}, u32(ELEMENTS), repeat(ELEMENTS, 0));
      return WasmModule.load(
          module()
              .section(1, 1, 0x60, 0, 0)
              .section(3, 1, 0)
              .section(4, 1, 0x70, 0, 1)
              .section(7, join(new int[] {1}, name("copy"), new int[] {0, 0}))
              .section(9, segment)
              .code(body(I32_0, I32_0, new int[] {0x41, 1, 0xfc, 12, 0, 0}))
              .toBytes());
    }

    /** Leaves some MB. */
    private static void fill(List<byte[]> ballast) {
      try {
        for (; ; ) {
          ballast.add(new byte[1 << 20]);
        }
      } catch (OutOfMemoryError e) {
        ballast.subList(0, 3).clear();
      }
    }

    private static void attempt(String what, Runnable action) {
      try {
        action.run();
        System.out.println(what + " made");
      } catch (TrapException e) {
        System.out.println(what + ": " + e.getMessage());
      }
    }
  }

  @Test
  void aFullHeapIsATrap() throws Exception {
    assertThat(OtherJvm.run(FullHeap.class, "-Xmx128m", "-XX:+UseSerialGC").lines())
        .containsExactly(
            "segment: allocation failed: the Java heap has no room for an element segment of"
                + " 4000000 elements",
            "constant: allocation failed: the Java heap is full",
            "segment made",
            "constant made");
  }
}
