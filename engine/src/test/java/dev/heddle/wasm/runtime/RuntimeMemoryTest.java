package dev.heddle.wasm.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.heddle.wasm.Limits;
import dev.heddle.wasm.types.MemoryType;
import org.junit.jupiter.api.Test;

class RuntimeMemoryTest {

  @Test
  void theEndOfATextIsNotLookedForWithoutEnd() {
    RuntimeMemory memory = RuntimeMemory.create(MemoryType.of(1), Limits.defaults(), null);
    memory.fill(100, 1000, (byte) 'x');

    assertThat(memory.readCString(100, 1000)).hasSize(1000);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> memory.readCString(100, 999))
        .withMessage(
            "no zero byte ends the text at address 100 within 999 bytes, memory of 65536 bytes");
  }
}
