package dev.heddle.bind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.async.AsyncHostCall;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What of Java passes, and as what; {@code edge.c} is the other side. */
class TypesTest {

  record All(
      byte tiny,
      short little,
      char letter,
      boolean truth,
      int number,
      long big,
      float single,
      double twice,
      String text) {}

  interface Edge extends AutoCloseable {
    long half(Optional<Integer> value);

    Optional<Integer> maybeHalf(int value);

    boolean flip(boolean truth);

    byte lowByte(int number);

    short lowShort(int number);

    char nextChar(char letter);

    float negated(float number);

    long wide(long number);

    double halved(double number);

    All echoAll(All... list);

    int sumMany(
        int a,
        int b,
        int c,
        int d,
        int e,
        int f,
        int g,
        int h,
        int i,
        int j,
        int k,
        int l,
        int m,
        int n,
        int o,
        int p,
        int q);

    List<Short> shortsOf(int count);

    @WasmExport("shorts_of")
    short[] shortArrayOf(int count);

    int countTrue(boolean[] truths);

    @WasmExport("count_true")
    int countBytes(ByteBuffer truths);

    @WasmExport("flip")
    Integer flipInteger(Integer truth);

    @WasmExport("add_nothing")
    default int nothing() {
      return wideInt(21);
    }

    @WasmExport("flip")
    int flipInt(int truth);

    private int wideInt(int number) {
      return (int) wide(number);
    }

    int lent();

    @Override
    void close();
  }

  /** Imports that nobody calls here. */
  @WasmImport("env")
  interface Nothing {
    void take(int data, int size);

    void give(AsyncHostCall call, int result);
  }

  static Edge edge() {
    Nothing nothing =
        new Nothing() {
          @Override
          public void take(int data, int size) {}

          @Override
          public void give(AsyncHostCall call, int result) {}
        };
    return Heddle.bind(Guests.EDGE, Edge.class, nothing);
  }

  @Test
  void numbersOfAllSizesKeepTheirSigns() {
    try (Edge edge = edge()) {
      assertThat(edge.lowByte(0x1ff)).isEqualTo((byte) -1);
      assertThat(edge.lowShort(0x18000)).isEqualTo(Short.MIN_VALUE);
      assertThat(edge.nextChar('\ufffe')).isEqualTo('\uffff');
      assertThat(edge.negated(-0.5f)).isEqualTo(0.5f);
      assertThat(edge.wide(1L << 40)).isEqualTo(1L << 41);
      assertThat(edge.halved(Double.MIN_VALUE)).isZero();
      assertThat(edge.flip(false)).isTrue();
      assertThat(edge.flip(true)).isFalse();
      assertThat(edge.flipInteger(0)).isEqualTo(1);
      assertThat(edge.flipInt(7)).isZero();
    }
  }

  @Test
  void anOptionalPasses() {
    try (Edge edge = edge()) {
      assertThat(edge.half(Optional.of(42))).isEqualTo(21);
      assertThat(edge.half(Optional.empty())).isEqualTo(-1);
      assertThat(edge.maybeHalf(42)).contains(21);
      assertThat(edge.maybeHalf(43)).isEmpty();
    }
  }

  @Test
  void aRecordOfEverythingKeepsItsFieldsInPlace() {
    try (Edge edge = edge()) {
      All all =
          new All(
              (byte) -1,
              (short) -2,
              'ß',
              true,
              Integer.MIN_VALUE,
              Long.MAX_VALUE,
              Float.MIN_VALUE,
              -0.0,
              "tea");
      assertThat(edge.echoAll(new All((byte) 1, (short) 2, 'a', false, 3, 4, 5, 6, ""), all))
          .isEqualTo(all);
      assertThat(edge.lent()).isZero();
    }
  }

  @Test
  void moreThanSixteenNumbersPassThroughMemory() {
    try (Edge edge = edge()) {
      assertThat(edge.sumMany(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 100))
          .isEqualTo(136 + 17 * 100);
      assertThat(edge.lent()).isZero();
    }
  }

  @Test
  void listsAndArraysPass() {
    try (Edge edge = edge()) {
      assertThat(edge.shortsOf(3)).containsExactly((short) 0, (short) -1, (short) -2);
      assertThat(edge.shortArrayOf(3)).containsExactly(0, -1, -2);
      assertThat(edge.shortArrayOf(0)).isEmpty();
      assertThat(edge.countTrue(new boolean[] {true, false, true})).isEqualTo(2);
    }
  }

  @Test
  void whatRemainsOfABufferPassesAndStays() {
    try (Edge edge = edge()) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(8).put(new byte[] {9, 1, 1, 9}).flip();
      buffer.position(1).limit(3);
      assertThat(edge.countBytes(buffer)).isEqualTo(2);
      assertThat(buffer.remaining()).isEqualTo(2);
    }
  }

  @Test
  void defaultAndPrivateMethodsAreJava() {
    try (Edge edge = edge()) {
      assertThat(edge.nothing()).isEqualTo(42);
    }
  }

  interface Wide {
    String last(List<String> list);

    String nameOf(int number);

    long used();
  }

  record Names() {
    @WasmImport("env")
    String name(int number) {
      return "number " + number;
    }
  }

  @Test
  void addressesOfSixtyFourBitsPass() {
    Wide wide = Heddle.bind(Guests.load("c/wide"), Wide.class, new Names());
    assertThat(wide.last(List.of("warp", "weft"))).isEqualTo("weft");
    assertThat(wide.used()).isZero();
    assertThat(wide.nameOf(7)).isEqualTo("number 7");
  }
}
