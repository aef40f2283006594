package dev.heddle.vertx.verticle;

import static dev.heddle.vertx.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.vertx.GuidePage;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The code of {@code docs/vertx-verticles.md}, and that the page has it as it is here. */
@ExtendWith(VertxExtension.class)
class GuideTest {

  private static final Path GUESTS = Path.of("src", "test", "guest");

  @Test
  void aGuestGreets(Vertx vertx) {
    Future<String> deployment =
        vertx.deployVerticle(
            "wasm:dev/heddle/vertx/guide/greeter.wasm", // a file, or on the class path
            new DeploymentOptions()
                .setInstances(2)
                .setConfig(
                    new JsonObject(
                        """
                        {
                          "consumers": {"greetings": "greet"},
                          "config": {"words": "Hello, "},
                          "capabilities": {"timers": {}},
                          "options": {"concurrency": "interleaved"}
                        }
                        """)));

    Future<String> greeting =
        deployment
            .compose(deployed -> vertx.eventBus().<String>request("greetings", "world"))
            .map(Message::body);

    assertThat(await(greeting)).isEqualTo("Hello, world");
  }

  @Test
  void aGuestInRustGreets(Vertx vertx) {
    await(
        vertx.deployVerticle(
            "wasm:dev/heddle/vertx/guide/greeter_rs.wasm",
            new WasmVerticleOptions().addConsumer("greetings", "greet").toDeploymentOptions()));

    assertThat(await(vertx.eventBus().request("greetings", "world")).body())
        .isEqualTo("Hello, world");
  }

  @Test
  void thePageHasThisCode() throws Exception {
    GuidePage page = GuidePage.of("vertx-verticles.md");
    page.assertHasCodeOf(GuideTest.class, 1);
    page.assertHasGuest("c", "guide/greeter.c");
    page.assertHasGuest("rust", "guide/greeter.rs");
  }

  @ParameterizedTest
  @ValueSource(strings = {"capability", "guide", "http", "verticle"})
  void guestsAreUpToDate(String folder) throws Exception {
    Path here = GUESTS.resolve(folder);
    for (String line : Files.readAllLines(here.resolve("SHA256SUMS"))) {
      String[] sum = line.split("  ", 2);
      byte[] bytes = Files.readAllBytes(here.resolve(sum[1]));
      assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)))
          .as("%s, changed after build.sh has run", sum[1])
          .isEqualTo(sum[0]);
    }
  }
}
