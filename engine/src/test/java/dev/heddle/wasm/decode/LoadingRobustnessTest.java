package dev.heddle.wasm.decode;

import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.heddle.wasm.Guests;
import dev.heddle.wasm.InvalidModuleException;
import dev.heddle.wasm.LimitExceededException;
import dev.heddle.wasm.MalformedModuleException;
import dev.heddle.wasm.UnsupportedFeatureException;
import dev.heddle.wasm.module.ModuleDefinition;
import dev.heddle.wasm.validate.ModuleValidator;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the bytes are, loading ends with a module or with one of the documented exceptions. */
class LoadingRobustnessTest {

  private static final int MUTANTS = 1_000;
  private static final int[] TELLING = {0x00, 0x01, 0x0b, 0x40, 0x7f, 0x80, 0xfc, 0xff};

  @ParameterizedTest
  @ValueSource(strings = {"calls", "globals", "imports", "kernels", "sections", "tables"})
  void aGuestThatIsCutOffAnywhere(String guest) {
    byte[] bytes = Guests.bytes(guest);
    for (int length = 0; length < bytes.length; length++) {
      load(Arrays.copyOf(bytes, length));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"calls", "globals", "imports", "kernels", "sections", "tables"})
  void aGuestWithAnyByteReplacedByATellingOne(String guest) {
    byte[] bytes = Guests.bytes(guest);
    for (int i = 0; i < bytes.length; i++) {
      byte original = bytes[i];
      for (int value : TELLING) {
        bytes[i] = (byte) value;
        load(bytes);
      }
      bytes[i] = original;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"calls", "globals", "imports", "kernels", "sections", "tables"})
  void aGuestWithSeveralRandomChanges(String guest) {
    byte[] bytes = Guests.bytes(guest);
    Random random = new Random(guest.hashCode());
    for (int mutant = 0; mutant < MUTANTS; mutant++) {
      byte[] changed = bytes.clone();
      for (int change = random.nextInt(1, 6); change > 0; change--) {
        changed[random.nextInt(8, changed.length)] = (byte) random.nextInt();
      }
      load(changed);
    }
  }

  private static void load(byte[] bytes) {
    assertThatNoException()
        .as(() -> "loading " + HexFormat.of().formatHex(bytes))
        .isThrownBy(() -> {
          try {
            ModuleDefinition module = ModuleDecoder.decode(bytes);
            ModuleValidator.validate(module);
          } catch (MalformedModuleException
              | InvalidModuleException
              | UnsupportedFeatureException
              | LimitExceededException documented) {
            // One of the ways in which loading may end.
          }
        });
  }
}
