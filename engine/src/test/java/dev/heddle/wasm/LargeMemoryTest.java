package dev.heddle.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** A memory of 5 GiB, of which a few pages are touched. */
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
  void withinTheDefaultLimitsItIsTooLarge() {
    assertThatThrownBy(() -> Guests.instance("large-memory"))
        .isInstanceOf(LimitExceededException.class)
        .hasMessageContaining("starts with 81920 pages");
  }
}
