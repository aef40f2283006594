package dev.heddle.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.wasm.types.MemoryType;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Memories that get their pages as these are touched, one of 5 GiB among them. */
class LargeMemoryTest {

  private static final long SIZE = 5L << 30;

  private static Instance guest() {
    try {
      return Instance.builder(Guests.module("large-memory"))
          .limits(Limits.builder().maxMemoryPages(SIZE >> 16).build())
          .build();
    } catch (LimitExceededException e) {
      return Assumptions.abort("this machine has no room for a memory of 5 GiB: " + e.getMessage());
    }
  }

  @Test
  void addressesBeyond4GibAreReached() {
    Instance guest = guest();
    Memory memory = guest.memory("memory");
    assertThat(memory.size()).isEqualTo(SIZE);

    long[] addresses = {0, (1L << 31) - 8, 1L << 31, (1L << 32) - 8, 1L << 32, SIZE - 8};
    for (long address : addresses) {
      assertThat(guest.function("load").callLong(address)).isZero();
      guest.function("store").callVoid(address, ~address);
      assertThat(guest.function("load").callLong(address)).isEqualTo(~address);
      assertThat(memory.getLong(address)).isEqualTo(~address);
    }
    assertThat(guest.function("load").callLong(0)).isEqualTo(-1);

    guest.function("copy").callVoid(4096, SIZE - 8, 8);
    assertThat(memory.getLong(4096)).isEqualTo(~(SIZE - 8));
  }

  @Test
  void theEndIsTheEnd() {
    Instance guest = guest();
    for (long address : new long[] {SIZE - 7, SIZE, -8, Long.MAX_VALUE}) {
      assertThatThrownBy(() -> guest.function("load").callLong(address))
          .isInstanceOf(TrapException.class)
          .hasMessageContaining("memory of 5368709120 bytes");
    }
  }

  @Test
  void anInterruptedThreadMakesOneToo() {
    for (int i = 0; i < 3; i++) {
      Thread.currentThread().interrupt();
      Memory memory = Memory.create(MemoryType.of(1024, 2048));
      assertThat(Thread.interrupted()).as("still interrupted").isTrue();

      memory.putLong(1024L * MemoryType.PAGE_SIZE - 8, i + 1);
      assertThat(memory.getLong(1024L * MemoryType.PAGE_SIZE - 8)).isEqualTo(i + 1);
      assertThat(memory.getLong(512L * MemoryType.PAGE_SIZE)).isZero();
    }
  }

  @Test
  void memoriesDoNotSeeEachOther() {
    Memory one = Memory.create(MemoryType.of(16));
    one.fill(0, one.size(), (byte) 1);
    Memory other = Memory.create(MemoryType.of(16));
    other.putByte(4096, (byte) 2);

    assertThat(other.getByte(0)).isZero();
    assertThat(other.getByte(4097)).isZero();
    assertThat(one.getByte(4096)).isEqualTo((byte) 1);
    assertThat(one.grow(16)).isEqualTo(16);
    assertThat(one.getByte(16L * MemoryType.PAGE_SIZE - 1)).isEqualTo((byte) 1);
    assertThat(one.read(16L * MemoryType.PAGE_SIZE, 16 * MemoryType.PAGE_SIZE)).containsOnly(0);
  }

  @Test
  void manyMayBeMadeAndThrownAway() {
    // far more bytes than the heap may have, each memory used in part
    for (int i = 0; i < 600; i++) {
      Memory memory = Memory.create(MemoryType.of(256));
      assertThat(memory.getLong(8L * 4096)).isZero();
      memory.putLong(8L * 4096, 1);
    }
  }

  @Test
  void withinTheDefaultLimitsItIsTooLarge() {
    assertThatThrownBy(() -> Guests.instance("large-memory"))
        .isInstanceOf(LimitExceededException.class)
        .hasMessageContaining("starts with 81920 pages");
  }
}
