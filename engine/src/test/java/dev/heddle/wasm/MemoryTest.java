package dev.heddle.wasm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.wasm.types.MemoryType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class MemoryTest {

  private static final int PAGE = MemoryType.PAGE_SIZE;

  private final Instance guest = Guests.instance("memory");
  private final Memory memory = guest.memory("memory");

  @Test
  void guestAndHostSeeTheSameBytes() {
    memory.putLong(1000, 0x0123_4567_89ab_cdefL);
    assertThat(guest.function("load").callLong(1000)).isEqualTo(0x0123_4567_89ab_cdefL);

    guest.function("store").callVoid(2001, -2);
    assertThat(memory.getLong(2001)).isEqualTo(-2);
  }

  @Test
  void valuesAreLittleEndianAndNeedNoAlignment() {
    memory.putInt(101, 0x0403_0201);
    assertThat(memory.read(101, 4)).containsExactly(1, 2, 3, 4);
    memory.putShort(203, (short) 0x8001);
    assertThat(memory.read(203, 2)).containsExactly(1, 0x80);
    assertThat(memory.getShort(203)).isEqualTo((short) 0x8001);
    memory.putLong(305, Long.MIN_VALUE + 1);
    assertThat(memory.read(305, 8)).containsExactly(1, 0, 0, 0, 0, 0, 0, 0x80);
    memory.putByte(400, (byte) -1);
    assertThat(memory.getByte(400)).isEqualTo((byte) -1);
    memory.putFloat(501, -1.5f);
    assertThat(memory.getInt(501)).isEqualTo(Float.floatToRawIntBits(-1.5f));
    assertThat(memory.getFloat(501)).isEqualTo(-1.5f);
    memory.putDouble(603, 1e-300);
    assertThat(memory.getLong(603)).isEqualTo(Double.doubleToRawLongBits(1e-300));
    assertThat(memory.getDouble(603)).isEqualTo(1e-300);
    memory.putV128(705, V128.ofI32x4(1, 2, 3, -4));
    assertThat(memory.getInt(705)).isEqualTo(1);
    assertThat(memory.getInt(717)).isEqualTo(-4);
    assertThat(memory.getV128(705)).isEqualTo(V128.ofI32x4(1, 2, 3, -4));
  }

  @Test
  void arraysAreCopiedInWholeAndInPart() {
    memory.write(700, new byte[] {1, 2, 3});
    byte[] target = new byte[5];
    memory.read(700, target, 1, 3);
    assertThat(target).containsExactly(0, 1, 2, 3, 0);

    memory.write(800, new byte[] {9, 8, 7, 6}, 1, 2);
    assertThat(memory.read(799, 4)).containsExactly(0, 8, 7, 0);

    memory.fill(900, 4, (byte) 5);
    assertThat(memory.read(899, 6)).containsExactly(0, 5, 5, 5, 5, 0);
    memory.fill(PAGE, 0, (byte) 5);
    assertThat(memory.read(PAGE, 0)).isEmpty();
  }

  @Test
  void aPartOfAnArrayMustLieInTheArray() {
    assertThatThrownBy(() -> memory.write(0, new byte[4], 3, 2))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("Range [3, 3 + 2) out of bounds for length 4");
    assertThatThrownBy(() -> memory.read(0, new byte[4], -1, 2))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("Range [-1, -1 + 2) out of bounds for length 4");
  }

  @Test
  void textIsUtf8() {
    assertThat(memory.readCString(16)).isEqualTo("Grüße");
    assertThat(memory.readUtf8(16, 7)).isEqualTo("Grüße");
    assertThat(memory.readUtf8(24, 4)).isEqualTo("rest");
    assertThat(memory.readCString(23)).isEmpty();
    memory.write(3000, "𝒳 and 한".getBytes(UTF_8));
    assertThat(memory.readCString(3000)).isEqualTo("𝒳 and 한");
    memory.write(4000, new byte[] {'a', (byte) 0xff, 'b'});
    assertThat(memory.readUtf8(4000, 3)).isEqualTo("a\ufffdb");
  }

  @Test
  void textWithoutAnEndTraps() {
    memory.fill(PAGE - 4, 4, (byte) 'x');

    assertTraps(() -> memory.readCString(PAGE - 4));
    assertTraps(() -> memory.readCString(PAGE));
    memory.putByte(PAGE - 1, (byte) 0);
    assertThat(memory.readCString(PAGE - 4)).isEqualTo("xxx");
  }

  @Test
  void anAccessThatIsNotWhollyInsideTraps() {
    for (long address :
        new long[] {PAGE - 1, PAGE, 1L << 32, Long.MAX_VALUE - 3, -1, -8, Long.MIN_VALUE}) {
      assertTraps(() -> memory.getShort(address));
      assertTraps(() -> memory.getInt(address));
      assertTraps(() -> memory.getLong(address));
      assertTraps(() -> memory.getFloat(address));
      assertTraps(() -> memory.getDouble(address));
      assertTraps(() -> memory.putShort(address, (short) 1));
      assertTraps(() -> memory.putInt(address, 1));
      assertTraps(() -> memory.putLong(address, 1));
      assertTraps(() -> memory.putFloat(address, 1));
      assertTraps(() -> memory.putDouble(address, 1));
      assertTraps(() -> memory.read(address, 2));
      assertTraps(() -> memory.read(address, new byte[2], 0, 2));
      assertTraps(() -> memory.write(address, new byte[2]));
      assertTraps(() -> memory.write(address, new byte[4], 1, 2));
      assertTraps(() -> memory.fill(address, 2, (byte) 1));
      assertTraps(() -> memory.readUtf8(address, 2));
      assertTraps(() -> memory.getV128(address));
      assertTraps(() -> memory.putV128(address, V128.ZERO));
    }
    assertTraps(() -> memory.getV128(PAGE - 15));
    memory.putLong(PAGE - 8, 5);
    assertTraps(() -> memory.putV128(PAGE - 8, V128.ZERO));
    assertThat(memory.getLong(PAGE - 8)).isEqualTo(5);
    memory.putLong(PAGE - 8, 0);
    assertTraps(() -> memory.read(0, -1));
    assertTraps(() -> memory.readUtf8(0, -1));
    assertTraps(() -> memory.read(0, new byte[4], 0, -1));
    assertTraps(() -> memory.write(0, new byte[4], 0, -1));
    assertTraps(() -> memory.fill(0, -1, (byte) 1));
    assertTraps(() -> memory.getByte(PAGE));
    assertTraps(() -> memory.putByte(-1, (byte) 1));
    assertTraps(() -> memory.fill(0, PAGE + 1L, (byte) 1));
    assertTraps(() -> memory.fill(8, Long.MAX_VALUE, (byte) 1));
    assertThat(memory.getByte(PAGE - 1)).isZero();
  }

  @Test
  void theMessageOfAnAccessOutOfBoundsSaysWhereAndHowLarge() {
    assertThatExceptionOfType(TrapException.class)
        .isThrownBy(() -> memory.getInt(70_000))
        .withMessageStartingWith("out of bounds memory access")
        .withMessageContaining("70000")
        .withMessageContaining("65536");
  }

  @Test
  void theGuestsAccessIsBoundedInTheSameWay() {
    assertThat(guest.function("load").callLong(PAGE - 8)).isZero();
    assertTraps(() -> guest.function("load").callLong(PAGE - 7));
    assertTraps(() -> guest.function("load").callLong(-1));
    assertTraps(() -> guest.function("store").callVoid(PAGE - 7, 1));
    assertThat(memory.getLong(PAGE - 8)).isZero();
  }

  @Test
  void growingAddsZeroPagesUpToTheMaximum() {
    assertThat(memory.type()).isEqualTo(MemoryType.of(1, 3));
    memory.fill(0, PAGE, (byte) 1);

    assertThat(memory.grow(1)).isEqualTo(1);
    assertThat(memory.pages()).isEqualTo(2);
    assertThat(memory.size()).isEqualTo(2L * PAGE);
    assertThat(memory.getByte(PAGE - 1)).isEqualTo((byte) 1);
    assertThat(memory.read(PAGE, PAGE)).containsOnly(0);
    assertThat(memory.grow(2)).isEqualTo(-1);
    assertThat(memory.grow(Long.MAX_VALUE)).isEqualTo(-1);
    assertThat(memory.grow(0)).isEqualTo(2);
    assertThat(guest.function("grow").callInt(1)).isEqualTo(2);
    assertThat(guest.function("grow").callInt(1)).isEqualTo(-1);
    assertThat(guest.function("grow").callInt(-1)).isEqualTo(-1);
    assertThat(guest.function("size").callInt()).isEqualTo(3);
    assertThat(memory.pages()).isEqualTo(3);
    assertThat(memory.type()).isEqualTo(MemoryType.of(3, 3));
  }

  @Test
  void aNegativeGrowthIsRefused() {
    assertThatThrownBy(
            () -> {
              if (memory.grow(-1) == -1) {
                throw new IllegalArgumentException("it cannot grow by that much");
              }
            })
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(memory.pages()).isEqualTo(1);
  }

  @Test
  void theGuestUsesTheNewPagesInTheCallThatGrew() {
    assertThat(guest.function("growAndStore").callInt(2 * PAGE - 4)).isEqualTo(77);
    assertThat(memory.getInt(2L * PAGE - 4)).isEqualTo(77);
  }

  @Test
  void whatTheHostGrowsIsThereForTheGuest() {
    memory.grow(1);
    memory.putLong(2L * PAGE - 8, 5);

    assertThat(guest.function("load").callLong(2 * PAGE - 8)).isEqualTo(5);
  }

  @Test
  void theSegmentIsTheMemoryItself() {
    MemorySegment segment = memory.segment();
    segment.set(ValueLayout.JAVA_BYTE, 5000, (byte) 42);

    assertThat(segment.isNative()).isTrue();
    assertThat(segment.byteSize()).isEqualTo(PAGE);
    assertThat(memory.getByte(5000)).isEqualTo((byte) 42);

    memory.grow(1);
    assertThat(segment.get(ValueLayout.JAVA_BYTE, 5000)).isEqualTo((byte) 42);
    assertThat(memory.segment().byteSize()).isEqualTo(2L * PAGE);
    assertThat(memory.segment().get(ValueLayout.JAVA_BYTE, 5000)).isEqualTo((byte) 42);
  }

  @Test
  void anEmptyMemoryHasNothingToAccess() {
    Memory empty = Memory.create(MemoryType.of(0, 1));

    assertThat(empty.size()).isZero();
    assertTraps(() -> empty.getByte(0));
    assertThat(empty.read(0, 0)).isEmpty();
    assertThat(empty.grow(1)).isZero();
    assertThat(empty.getByte(PAGE - 1)).isZero();
  }

  @Test
  void copiesAgreeWithAnArrayWhateverTheirPlace() {
    Random random = new Random(20_260_101);
    byte[] model = memory.read(0, PAGE);
    for (int i = 0; i < 2000; i++) {
      int length = random.nextInt(300);
      int address = random.nextInt(PAGE - length + 1);
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      memory.write(address, bytes);
      System.arraycopy(bytes, 0, model, address, length);
    }
    assertThat(memory.read(0, PAGE)).isEqualTo(model);
  }

  @Test
  void instancesDoNotShareMemoriesOfTheirOwn() {
    memory.putInt(0, 1);

    assertThat(Guests.instance("memory").memory("memory").getInt(0)).isZero();
  }

  private static void assertTraps(ThrowingCallable access) {
    assertThatExceptionOfType(TrapException.class)
        .isThrownBy(access)
        .satisfies(trap -> assertThat(trap.kind()).isEqualTo(TrapKind.MEMORY_OUT_OF_BOUNDS));
  }
}
