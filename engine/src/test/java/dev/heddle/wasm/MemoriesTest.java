package dev.heddle.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.wasm.decode.ModuleBytes;
import dev.heddle.wasm.types.AddressType;
import dev.heddle.wasm.types.MemoryType;
import dev.heddle.wasm.types.TableType;
import dev.heddle.wasm.types.ValueType;
import java.nio.charset.StandardCharsets;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Memories beside the first, with 64-bit addresses, and with pages of one byte. */
class MemoriesTest {

  private final Instance guest = Guests.instance("memories");
  private final Memory first = guest.memory("first");
  private final Memory second = guest.memory("second");
  private final Memory wide = guest.memory("wide");
  private final Memory bytes = guest.memory("bytes");

  @Test
  void everyMemoryHasItsOwnBytes() {
    first.putLong(12, 1);
    second.putLong(12, 2);

    assertThat(guest.function("load").callLong(12)).isEqualTo(1);
    assertThat(guest.function("loadSecond").callLong(8)).isEqualTo(2);

    guest.function("storeSecond").callVoid(8, 3);
    assertThat(second.getLong(12)).isEqualTo(3);
    assertThat(first.getLong(12)).isEqualTo(1);
  }

  @Test
  void dataGoesIntoTheMemoryItIsFor() {
    assertThat(second.readUtf8(8, 6)).isEqualTo("second");
    assertThat(wide.readUtf8(16, 4)).isEqualTo("wide");
    assertThat(first.read(0, 32)).containsOnly(0);
  }

  @Test
  void theTypesTellWhatIsSpecial() {
    assertThat(second.type()).hasToString("memory 1 4");
    assertThat(wide.type()).hasToString("memory i64 1 8");
    assertThat(wide.type().address()).isEqualTo(AddressType.I64);
    assertThat(bytes.type()).hasToString("memory 5 10 (pagesize 1)");
    assertThat(bytes.type().pageSize()).isEqualTo(1);
    assertThat(guest.table("functions").type()).hasToString("table i64 2 10 funcref");
  }

  @Test
  void anAddressOf64BitsIsTakenInFull() {
    assertThat(guest.function("loadWide").callInt(8))
        .isEqualTo(Integer.reverseBytes(0x77696465)); // "wide"
    outOfBounds(
        () -> guest.function("loadWide").callInt(1L << 32),
        "address 4294967296 + offset 8, memory 2 of 65536 bytes");
    outOfBounds(
        () -> guest.function("loadWide").callInt(-8),
        "address 18446744073709551608 + offset 8, memory 2 of 65536 bytes");
    outOfBounds(() -> guest.function("loadWide").callInt(Long.MAX_VALUE), "9223372036854775807");
    outOfBounds(() -> guest.function("storeWide").callVoid(65_533, 0), "address 65533 + offset 0");
  }

  @Test
  void anOffsetBeyond64BitsDoesNotComeAroundToTheStart() {
    wide.putByte(0, (byte) 1);

    outOfBounds(
        () -> guest.function("loadFarOff").callInt(0x100),
        "address 256 + offset 18446744073709551360, memory 2 of 65536 bytes");
    outOfBounds(() -> guest.function("loadFarOff").callInt(-1), "18446744073709551615");
    outOfBounds(() -> guest.function("loadFarOff").callInt(0), "address 0");
  }

  @Test
  void bytesAreCopiedBetweenMemoriesWithDifferentAddresses() {
    guest.function("copyFromWide").callVoid(100, 16, 4);
    assertThat(second.read(100, 4)).isEqualTo("wide".getBytes(StandardCharsets.UTF_8));

    outOfBounds(
        () -> guest.function("copyFromWide").callVoid(100, 1L << 32, 4),
        "4 bytes at address 4294967296, memory of 65536 bytes");
    outOfBounds(
        () -> guest.function("copyFromWide").callVoid(65_533, 16, 4), "4 bytes at address 65533");
  }

  @Test
  void aRangeMayNotBeLongerThanWhatIsThere() {
    guest.function("fillWide").callVoid(65_536, 1, 0);
    guest.function("fillWide").callVoid(65_534, 1, 2);
    assertThat(wide.read(65_533, 3)).containsExactly(0, 1, 1);
    outOfBounds(() -> guest.function("fillWide").callVoid(65_534, 1, 3), "3 bytes");
    outOfBounds(() -> guest.function("fillWide").callVoid(0, 1, -1), "18446744073709551615 bytes");
    outOfBounds(() -> guest.function("fillWide").callVoid(-1, 1, 1), "1 bytes at address 1844");
  }

  @Test
  void aMemoryWith64BitAddressesGrowsBy64BitNumbers() {
    assertThat(guest.function("growWide").callLong(1L << 32)).isEqualTo(-1);
    assertThat(guest.function("growWide").callLong(-1)).isEqualTo(-1);
    assertThat(guest.function("growWide").callLong(2)).isEqualTo(1);
    assertThat(guest.function("sizeWide").callLong()).isEqualTo(3);
    assertThat(wide.readUtf8(16, 4)).isEqualTo("wide");
  }

  @Test
  void aMemoryWithPagesOfOneByteHasAnySize() {
    assertThat(bytes.size()).isEqualTo(5);
    assertThat(guest.function("loadByte").callInt(4)).isZero();
    outOfBounds(
        () -> guest.function("loadByte").callInt(5), "address 5 + offset 0, memory 3 of 5 bytes");

    bytes.putByte(4, (byte) -1);
    assertThat(guest.function("growBytes").callInt(2)).isEqualTo(5);
    assertThat(guest.function("sizeBytes").callInt()).isEqualTo(7);
    assertThat(bytes.read(4, 3)).containsExactly(-1, 0, 0);
    assertThat(guest.function("growBytes").callInt(4)).isEqualTo(-1);
    assertThat(guest.function("growBytes").callInt(3)).isEqualTo(7);
  }

  @Test
  void limitsOfMemoriesCountBytesWhateverAPageIs() {
    MemoryType type = MemoryType.of(0, 0xffff_ffffL).withPageSizeLog2(0);
    Memory memory = Memory.create(type);
    assertThat(memory.grow(100)).isZero();
    assertThat(memory.size()).isEqualTo(100);

    WasmModule module = Guests.module("memories");
    Limits none = Limits.builder().maxMemoryPages(0).build();
    assertThatExceptionOfType(LimitExceededException.class)
        .isThrownBy(() -> Instance.builder(module).limits(none).build())
        .withMessageContainingAll("memory 1 2", "starts with 1 pages of 65536 bytes");
  }

  @Test
  void giantDeclarationsAreRefusedWithANumber() {
    for (long pages : new long[] {65_537, 1L << 47, 1L << 48}) {
      MemoryType type = MemoryType.of(pages).withAddress(AddressType.I64);
      assertThatExceptionOfType(LimitExceededException.class)
          .isThrownBy(() -> Memory.create(type))
          .withMessageContainingAll("starts with " + pages + " pages", "65536");
    }
    MemoryType bytesOnly = MemoryType.of(-1).withAddress(AddressType.I64).withPageSizeLog2(0);
    assertThatExceptionOfType(LimitExceededException.class)
        .isThrownBy(() -> Memory.create(bytesOnly))
        .withMessageContaining("starts with 18446744073709551615 pages of 1 bytes");
    for (long elements : new long[] {10_000_001, 1L << 32, Long.MAX_VALUE, -1}) {
      TableType type = TableType.of(ValueType.FUNCREF, elements).withAddress(AddressType.I64);
      assertThatExceptionOfType(LimitExceededException.class)
          .isThrownBy(() -> Table.create(type, null))
          .withMessageContaining("starts with " + Long.toUnsignedString(elements) + " elements");
    }
  }

  @Test
  void whatTheMachineDoesNotHaveIsALimitToo() {
    // an instance that may have a petabyte, of a module that wants one
    byte[] module = ModuleBytes.module().section(5, 1, 4, 0x80, 0x80, 0x80, 0x80, 0x40).toBytes();
    WasmModule giant = WasmModule.load(module);
    Limits generous = Limits.builder().maxMemoryPages(1L << 40).build();

    assertThatExceptionOfType(LimitExceededException.class)
        .isThrownBy(() -> Instance.builder(giant).limits(generous).build())
        .withMessageContaining("no room for 17179869184 pages of 65536 bytes");
  }

  @Test
  void aGiantMaximumIsJustAMaximum() {
    Memory memory = Memory.create(MemoryType.of(0, -1).withAddress(AddressType.I64));
    assertThat(memory.grow(65_537)).isEqualTo(-1);
    assertThat(memory.grow(1)).isZero();

    Table table =
        Table.create(TableType.of(ValueType.FUNCREF, 0, -1).withAddress(AddressType.I64), null);
    assertThat(table.grow(-1, null)).isEqualTo(-1);
    assertThat(table.grow(1, null)).isZero();
  }

  @Test
  void typesThatNoModuleMayHaveAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Memory.create(MemoryType.of(1).withPageSizeLog2(12)))
        .withMessageContaining("pagesize 4096");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Memory.create(MemoryType.of(1).asShared()))
        .withMessageContaining("must have a maximum");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Memory.create(MemoryType.of(2, 1).asShared()))
        .withMessage("memory 2 1 shared: starts with more pages than its maximum");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Table.create(TableType.of(ValueType.FUNCREF, 5, 4), null))
        .withMessage("table 5 4 funcref: starts with more elements than its maximum");
  }

  @Test
  void anIndexOf64BitsIsTakenInFull() {
    assertThat(guest.function("call").callInt(1)).isEqualTo(7);
    for (long index : new long[] {2, 1L << 32 | 1, -1, Long.MIN_VALUE | 1}) {
      assertThatThrownBy(() -> guest.function("call").callInt(index))
          .hasMessageStartingWith(
              "undefined element: index " + Long.toUnsignedString(index) + " in a table of 2");
      assertThatThrownBy(() -> guest.function("getFunction").invoke(index))
          .hasMessageStartingWith(
              "out of bounds table access: index " + Long.toUnsignedString(index) + " of 2");
    }
    assertThat(guest.function("growTable").callLong(1L << 32)).isEqualTo(-1);
    assertThat(guest.function("growTable").callLong(8)).isEqualTo(2);
    assertThatThrownBy(() -> guest.function("call").callInt(9))
        .hasMessageStartingWith("uninitialized element");
  }

  @Test
  void theRegisterCodeNamesTheMemory() {
    assertThat(guest.module().disassemble(1)).contains("load64           r1, r0, +0");
    assertThat(guest.module().disassemble(2)).contains("memory.load64    r1, r0, [1], +4");
    assertThat(guest.module().disassemble(3)).contains("memory.store64   r1, r0, [1], +4");
    assertThat(guest.module().disassemble(5))
        .contains("memory.load8_u   r1, r0, [2], +18446744073709551360");
  }

  @Test
  void moreMemoriesThanBrowsersTakeAreRefused() {
    assertThat(WasmModule.load(withMemories(100)).imports()).isEmpty();
    assertThatExceptionOfType(LimitExceededException.class)
        .isThrownBy(() -> WasmModule.load(withMemories(101)))
        .withMessage("too many memories: 101 in the module, at most 100");
  }

  private static byte[] withMemories(int count) {
    int[] content = ModuleBytes.join(ModuleBytes.u32(count), ModuleBytes.repeat(count, 0, 0));
    return ModuleBytes.module().section(5, content).toBytes();
  }

  @Test
  void theIndexOfTheFirstMemoryMayBeWritten() {
    // i32.load with bit 6 of the alignment set, memory 0, offset 0
    int[] body = {0, 0x41, 0, 0x28, 0x42, 0, 0, 0x1a, 0x0b};
    byte[] module =
        ModuleBytes.module()
            .section(1, 1, 0x60, 0, 0)
            .section(3, 1, 0)
            .section(5, 1, 0, 1)
            .code(body)
            .toBytes();
    assertThat(WasmModule.load(module).disassemble(0)).contains("  load32_s         r0, r0, +0");
  }

  private static void outOfBounds(ThrowingCallable access, String what) {
    assertThatThrownBy(access)
        .isInstanceOf(TrapException.class)
        .hasMessageStartingWith("out of bounds memory access")
        .hasMessageContaining(what);
  }
}
