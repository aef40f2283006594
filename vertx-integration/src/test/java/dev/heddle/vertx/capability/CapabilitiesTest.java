package dev.heddle.vertx.capability;

import static dev.heddle.vertx.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.async.AsyncInstance;
import dev.heddle.vertx.VertxWasm;
import dev.heddle.vertx.abi.CapabilityError;
import dev.heddle.wasm.LinkException;
import dev.heddle.wasm.TrapException;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CapabilitiesTest {

  private static final Vertx VERTX = Vertx.vertx();

  @AfterAll
  static void close() {
    await(VERTX.close());
  }

  @Test
  void whatIsNotGrantedDoesNotLink() {
    assertThatThrownBy(() ->
            AsyncInstance.builder(User.MODULE)
                .imports(Capabilities.builder(VERTX).timers().build())
                .build())
        .isInstanceOf(LinkException.class)
        .hasMessageContaining("heddle_files.open");
  }

  @Test
  void whoImportsAnotherTypeIsTold() throws Exception {
    AsyncInstance guest =
        AsyncInstance.builder(
                await(VertxWasm.load(VERTX, "dev/heddle/vertx/capability/wrong.wasm")))
            .imports(Capabilities.builder(VERTX).timers().build())
            .build();

    assertThatThrownBy(() -> guest.function("go").call(Integer.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("import heddle_timers.sleep: expected (i64) -> (i32), found (i32) -> (i32)");
    guest.close();
  }

  @Test
  void jsonGrantsTheSame() {
    JsonObject grants =
        new JsonObject()
            .put("timers", new JsonObject())
            .put("files", new FilesGrant("data").toJson())
            .put("httpClient", new HttpClientGrant("localhost:80").toJson())
            .put("eventBus", new EventBusGrant().toJson())
            .put("sharedData", new SharedDataGrant().toJson())
            .put("config", new JsonObject().put("answer", 42))
            .put("log", new LogGrant().toJson());

    Map<String, Set<String>> names =
        Map.copyOf(Capabilities.builder(VERTX).grants(grants).build().toImports().names());

    assertThat(names.keySet())
        .containsExactlyInAnyOrder(
            "heddle_timers",
            "heddle_files",
            "heddle_http_client",
            "heddle_eventbus",
            "heddle_shared",
            "heddle_config",
            "heddle_log");
    assertThat(new FilesGrant(new FilesGrant(grants.getJsonObject("files"))).toJson())
        .isEqualTo(grants.getJsonObject("files"));
    assertThat(
            new HttpClientGrant(new HttpClientGrant(grants.getJsonObject("httpClient"))).toJson())
        .isEqualTo(grants.getJsonObject("httpClient"));
    assertThat(new EventBusGrant(new EventBusGrant(grants.getJsonObject("eventBus"))).toJson())
        .isEqualTo(grants.getJsonObject("eventBus"));
    assertThat(
            new SharedDataGrant(new SharedDataGrant(grants.getJsonObject("sharedData"))).toJson())
        .isEqualTo(grants.getJsonObject("sharedData"));
    assertThat(new LogGrant(new LogGrant(grants.getJsonObject("log"))).toJson())
        .isEqualTo(grants.getJsonObject("log"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{\"file\": {}} | capabilities: found [file]",
        "{\"files\": {}} | files.directory: expected a directory, found nothing",
        "{\"files\": {\"directory\": \"a\", \"readonly\": true}} | files: found [readonly]",
        "{\"timers\": true} | capabilities.timers: expected an object, found true",
        "{\"timers\": {\"a\": 1}} | capabilities.timers: found [a]",
        "{\"httpClient\": {\"hosts\": [\"http://a/b\"]}} | httpClient.hosts: expected a host like",
        "{\"eventBus\": {\"send\": \"a\"}} | eventBus.send: expected an array of strings, found \"a\"",
        "{\"log\": {\"maxPerSecond\": 0}} | log.maxPerSecond: expected an integer from 1",
      })
  void whatJsonDoesNotMeanIsRefused(String grants, String message) {
    assertThatThrownBy(() -> Capabilities.builder(VERTX).grants(new JsonObject(grants)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void pointersThatLeadOutTrap() {
    User user =
        User.at(
            User.Place.EVENT_LOOP,
            VERTX,
            grants -> grants.config(new JsonObject().put("name", "heddle")));

    assertThatThrownBy(() -> user.call("wild", "", 0, 1 << 30, 5))
        .isInstanceOf(TrapException.class)
        .hasMessageContaining(
            "out of bounds memory access: heddle_config.get: 5 bytes to read from address"
                + " 1073741824, memory of ");
    assertThatThrownBy(() -> user.call("wild", "", 0, 5, -1))
        .isInstanceOf(TrapException.class)
        .hasMessageContaining("4294967295 bytes to read from address 5");
    assertThatThrownBy(() -> user.call("wild", "", 1, -4, 100))
        .isInstanceOf(TrapException.class)
        .hasMessageContaining("100 bytes to write to address 4294967292");
    assertThat(user.result("wild", "", 1, 0, 0)).isEqualTo("\"heddle\"".length());
  }

  @Test
  void configurationsAreRead() {
    JsonObject config =
        new JsonObject()
            .put("name", "a longer name than fits")
            .put("limits", new JsonArray().add(new JsonObject().put("price", 12.5)))
            .put("on", true);
    User user = User.at(User.Place.WORKER, VERTX, grants -> grants.config(config));
    config.put("name", "changed");

    assertThat(user.call("setting", "/name", 0).output()).isEqualTo("a longer name than fits");
    assertThat(user.call("setting", "/name", 1).output()).isEqualTo("\"a longer name than fits\"");
    assertThat(user.call("setting", "/limits/0/price", 0).output()).isEqualTo("12.5");
    assertThat(user.call("setting", "/on", 0).output()).isEqualTo("true");
    assertThat(user.call("setting", "/limits", 1).output()).isEqualTo("[{\"price\":12.5}]");
    assertThat(user.call("setting", "", 1).output()).startsWith("{\"name\":").endsWith("}");
    assertThat(user.result("setting", "/limits", 0)).isEqualTo(CapabilityError.INVALID.code());
    assertThat(user.result("setting", "name", 0)).isEqualTo(CapabilityError.INVALID.code());
    assertThat(user.result("setting", "/nothing/there", 1))
        .isEqualTo(CapabilityError.NOT_FOUND.code());
  }
}
