package dev.heddle.benchmarks.guests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.heddle.benchmarks.engines.Engine;
import dev.heddle.wasm.Instance;
import dev.heddle.wasm.Memory;
import dev.heddle.wasm.WasmModule;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class KernelTest {

  /** Of the peers those on the class path, with a few kernels: their own tests are others'. */
  static Stream<Arguments> kernelsOnEngines() {
    // one engine is the default in another JVM
    return Arrays.stream(Kernel.values())
        .flatMap(kernel ->
            Arrays.stream(Engine.values())
                .filter(engine -> engine != Engine.HEDDLE_VECTOR_API)
                .filter(engine -> engine.label().startsWith("heddle") || isForPeers(kernel, engine))
                .map(engine -> Arguments.of(kernel, engine)));
  }

  private static boolean isForPeers(Kernel kernel, Engine engine) {
    return !engine.isBeside() && List.of(Kernel.FIB, Kernel.NBODY, Kernel.JSON).contains(kernel);
  }

  @ParameterizedTest
  @MethodSource("kernelsOnEngines")
  void gives_the_result_of_native_code(Kernel kernel, Engine engine) {
    Kernel.Task sample = kernel.sample();

    long result = engine.load(kernel.module()).instantiate().function("run").call(sample.n());

    assertThat(result).isEqualTo(sample.checksum());
  }

  @Test
  void sha256_is_what_the_jdk_computes() throws Exception {
    Kernel.Task task = Kernel.SHA256.full();
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(randomBytes(task.n() * 1024));

    assertThat(ByteBuffer.wrap(digest).getLong()).isEqualTo(task.checksum());
  }

  @Test
  void keccak_is_what_the_jdk_computes() throws Exception {
    Kernel.Task task = Kernel.KECCAK.full();
    byte[] digest = MessageDigest.getInstance("SHA3-256").digest(randomBytes(task.n() * 1024));

    assertThat(ByteBuffer.wrap(digest).getLong()).isEqualTo(task.checksum());
  }

  @Test
  void a_module_of_data_is_one_that_can_be_instantiated() {
    Memory memory = Instance.builder(WasmModule.load(GuestModule.data())).build().memory(0);

    assertThat(memory.size()).isEqualTo(17 * 65_536);
    assertThat(memory.getLong((1 << 20) - 8)).isNotZero();
    assertThat(memory.getLong(1 << 20)).isZero();
  }

  @Test
  void crc32_is_what_the_jdk_computes() {
    Kernel.Task task = Kernel.CRC32.full();
    byte[] data = randomBytes(64 * 1024);
    CRC32 crc = new CRC32();
    for (int round = 0; round < task.n(); round++) {
      crc.update(data);
    }

    assertThat(crc.getValue()).isEqualTo(task.checksum());
  }

  @Test
  void quicksort_sorts_as_the_jdk_does() {
    Kernel.Task task = Kernel.QUICKSORT.full();
    int[] numbers = randomNumbers(task.n());
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] -= 1 << 23;
    }
    Arrays.sort(numbers);
    long sum = 0;
    for (int i = 0; i < numbers.length; i++) {
      sum += (long) numbers[i] * (i + 1);
    }

    assertThat(sum).isEqualTo(task.checksum());
  }

  @Test
  void a_wrong_result_does_not_pass() {
    Kernel.Task task = new Kernel.Task(32, 2_178_309);

    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> task.check(2_178_308))
        .withMessage("run(32) gave 2178308, but 2178309 is right");
  }

  @Test
  void an_unknown_kernel_is_told_which_there_are() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Kernel.of("fibonacci"))
        .withMessageStartingWith("no kernel 'fibonacci'; there are fib, loop, sieve, ");
  }

  /** What {@code fill_random} of the guests gives. */
  private static byte[] randomBytes(int length) {
    int[] numbers = randomNumbers(length);
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) numbers[i];
    }
    return bytes;
  }

  /** What {@code next_random} of the guests gives. */
  private static int[] randomNumbers(int count) {
    int[] numbers = new int[count];
    int state = 42;
    for (int i = 0; i < count; i++) {
      state = state * 1_664_525 + 1_013_904_223;
      numbers[i] = state >>> 8;
    }
    return numbers;
  }
}
