package dev.heddle.cli.shell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressLineTest {

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final AtomicLong time = new AtomicLong();

  private ProgressLine line(Set<Integer> terminals) {
    Shell shell =
        new Shell(
            Map.of(),
            InputStream.nullInputStream(),
            OutputStream.nullOutputStream(),
            err,
            terminals);
    return new ProgressLine(shell, "compiling app.wasm", time::get);
  }

  private void passMillis(long millis) {
    time.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  @Test
  void whatTakesLongIsShownOnATerminalAndTakenAway() {
    try (ProgressLine line = line(Set.of(2))) {
      line.reach(1, 200);
      assertThat(err.size()).isZero();
      passMillis(600);
      line.reach(50, 200);
      line.reach(51, 200);
      passMillis(100);
      line.reach(100, 200);
    }
    assertThat(err.toString(UTF_8))
        .isEqualTo(
            "\r\u001b[Kcompiling app.wasm: 50 of 200 functions (25%)"
                + "\r\u001b[Kcompiling app.wasm: 100 of 200 functions (50%)"
                + "\r\u001b[K");
  }

  @Test
  void nothingIsShownElsewhereOrOfWhatIsFast() {
    try (ProgressLine line = line(Set.of(0, 1))) {
      passMillis(600);
      line.reach(50, 200);
    }
    try (ProgressLine line = line(Set.of(2))) {
      line.reach(50, 200);
      passMillis(499);
      line.reach(200, 200);
    }
    assertThat(err.size()).isZero();
  }
}
