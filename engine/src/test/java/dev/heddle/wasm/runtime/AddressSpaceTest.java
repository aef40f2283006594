package dev.heddle.wasm.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AddressSpaceTest {

  private static final List<String> MEMORY =
      List.of("MemTotal:        2031616 kB", "MemFree:          100000 kB");

  @Test
  void linuxPromisesWhatItsPolicyAllows() {
    assertThat(AddressSpace.freeOfCharge("0", MEMORY)).isEqualTo(2031616L << 10);
    assertThat(AddressSpace.freeOfCharge("1", MEMORY)).isEqualTo(Long.MAX_VALUE);
    assertThat(AddressSpace.freeOfCharge("2", MEMORY)).isZero();
    assertThat(AddressSpace.freeOfCharge("0", List.of())).isZero();
  }
}
