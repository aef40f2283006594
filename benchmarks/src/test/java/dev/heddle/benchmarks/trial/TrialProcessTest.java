package dev.heddle.benchmarks.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.heddle.benchmarks.engines.Engine;
import dev.heddle.benchmarks.engines.Scalar;
import dev.heddle.benchmarks.guests.Kernel;
import dev.heddle.benchmarks.trial.Request.Pace;
import dev.heddle.benchmarks.trial.Request.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialProcessTest {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir private Path folder;
  private TrialProcess process;
  private Contender heddle;

  @BeforeEach
  void prepare() throws IOException {
    process = new TrialProcess(List.of(), folder);
    heddle = contender(Engine.HEDDLE.label());
  }

  private Contender contender(String label) throws IOException {
    return Contender.all(folder).stream()
        .filter(it -> it.label().equals(label))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void a_request_survives_the_journey_as_words() {
    Request request =
        new Request(
            Task.RUN,
            Path.of("a.wasm"),
            "f",
            List.of(Scalar.i32(1)),
            List.of(Scalar.Type.I64),
            new Pace(Duration.ofMillis(5), Duration.ofSeconds(1)));

    assertThat(Request.ofWords(request.toWords())).isEqualTo(request);
  }

  @Test
  void a_trial_gives_the_result_the_samples_and_the_memory() throws Exception {
    Reading reading = process.run(heddle, fib(Duration.ofMillis(1)), PATIENCE);

    assertThat(reading.results()).containsExactly(Scalar.i64(610));
    assertThat(reading.sinceStart()).isPositive();
    assertThat(reading.samples()).isNotEmpty().allMatch(sample -> sample > 0);
    assertThat(reading.peak()).isPositive();
  }

  @Test
  void a_trial_that_is_made_once_has_no_samples() throws Exception {
    Reading reading = process.run(heddle, fib(Duration.ZERO), PATIENCE);

    assertThat(reading.results()).containsExactly(Scalar.i64(610));
    assertThat(reading.samples()).isEmpty();
  }

  @Test
  void what_fails_tells_the_exception() throws Exception {
    Path broken = Files.write(folder.resolve("broken.wasm"), new byte[] {1, 2, 3, 4, 5, 6, 7, 8});

    assertThatExceptionOfType(TrialFailedException.class)
        .isThrownBy(
            () -> process.run(heddle, Request.of(Task.INSTANTIATE, broken, Pace.ONCE), PATIENCE))
        .withMessageContaining("MalformedModuleException");
  }

  @Test
  void what_takes_too_long_is_ended() throws Exception {
    Kernel.Task endless = new Kernel.Task(Integer.MAX_VALUE, 0);
    Request request =
        new Request(
            Task.RUN,
            module(Kernel.LOOP),
            "run",
            List.of(Scalar.i32(endless.n())),
            List.of(Scalar.Type.I64),
            Pace.ONCE);

    assertThatExceptionOfType(TrialFailedException.class)
        .isThrownBy(() -> process.run(heddle, request, Duration.ofMillis(300)))
        .withMessage("not within 0 s");
  }

  @Test
  void a_contender_that_is_not_there_says_so() {
    Contender absent = new Contender("absent", "nothing", List.of("/there/is/no/such/program"));

    assertThatExceptionOfType(TrialFailedException.class)
        .isThrownBy(() -> process.version(absent, PATIENCE))
        .withMessage("/there/is/no/such/program cannot be started");
  }

  private Request fib(Duration measure) throws IOException {
    return new Request(
        Task.RUN,
        module(Kernel.FIB),
        "run",
        List.of(Scalar.i32(15)),
        List.of(Scalar.Type.I64),
        new Pace(Duration.ZERO, measure));
  }

  private Path module(Kernel kernel) throws IOException {
    return Files.write(folder.resolve(kernel.label() + ".wasm"), kernel.module());
  }
}
