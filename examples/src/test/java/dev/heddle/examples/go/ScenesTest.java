package dev.heddle.examples.go;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each scene does what it says, and prints what it measured; it fails if anything is wrong. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ScenesTest {

  @FunctionalInterface
  private interface Scene {
    void run(PrintStream out) throws Exception;
  }

  private static String printed(Scene scene) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(bytes, true, UTF_8)) {
      scene.run(out);
    }
    return bytes.toString(UTF_8);
  }

  @Test
  void hashesAreThoseOfTheJdk() throws Exception {
    assertThat(printed(out -> Hashing.run(10, out)))
        .containsPattern("(?m)^start +\\d+ ms, cold, \\d+ instances$")
        .containsPattern("(?m)^hashes +10 of 1000 rounds, each as the JDK has it$")
        .containsPattern("(?m)^hashes per second +\\d+$")
        .containsPattern("(?m)^event loop held +[0-9.]+ ms at the longest$");
  }

  @Test
  void noRequestIsLostWhenAPluginIsSwapped() throws Exception {
    assertThat(printed(out -> PluginSwap.run(200, 3, out)))
        .containsPattern("(?m)^requests +200 by 20 clients, all answered, none wrong$")
        .containsPattern("(?m)^swaps +3 while they asked$")
        .containsPattern("(?m)^by version 1 +[1-9]\\d*$")
        .containsPattern("(?m)^by version 2 +\\d+$");
  }

  @Test
  void everyRequestHasAnInstanceOfItsOwn() throws Exception {
    assertThat(printed(out -> FunctionPerRequest.run(100, out)))
        .containsPattern("(?m)^requests +100, \\d+ at once, each in an instance of its own$")
        .containsPattern("(?m)^start of an instance +p50 [0-9.]+ ms, p90 [0-9.]+ ms, p99 ");
  }

  @Test
  void whoIsNotTrustedGetsNothing() throws Exception {
    assertThat(printed(out -> Untrusted.run(Untrusted.ATTACKS, out)))
        .containsPattern("(?m)^read-given +exit 1: open /box/escape/secret.txt: Capabilities")
        .containsPattern("(?m)^spin +trap: fuel exhausted")
        .containsPattern("(?m)^attacks +22 in [0-9.]+ s, none got anything");
  }
}
