package dev.heddle.vertx.verticle;

import static dev.heddle.vertx.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.heddle.vertx.WasmOptions;
import dev.heddle.vertx.WasmPoolOptions;
import dev.heddle.wasm.TrapException;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(VertxExtension.class)
class WasmVerticleTest {

  private static final String PLUGIN = "wasm:dev/heddle/vertx/verticle/plugin.wasm";

  /** All that the guest links with, and counters for the tests to see what it has done. */
  static WasmVerticleOptions plugin() {
    return new WasmVerticleOptions()
        .setCapabilities(
            new JsonObject(
                """
                {
                  "timers": {},
                  "sharedData": {"counters": ["started", "begun", "done"]},
                  "eventBus": {"publish": ["stopped", "checked"]}
                }
                """));
  }

  private static String deploy(Vertx vertx, WasmVerticleOptions options) {
    return await(vertx.deployVerticle(PLUGIN, options.toDeploymentOptions()));
  }

  private static Message<Object> ask(Vertx vertx, String address, @Nullable Object body) {
    return await(vertx.eventBus().request(address, body));
  }

  private static ReplyException refusal(Vertx vertx, String address) {
    return (ReplyException) catchThrowable(() -> ask(vertx, address, "10"));
  }

  private static long counter(Vertx vertx, String name) {
    return await(await(vertx.sharedData().getLocalCounter(name)).get());
  }

  @ParameterizedTest
  @EnumSource(names = {"EVENT_LOOP", "WORKER", "VIRTUAL_THREAD"})
  void messagesAreHandledByExports(ThreadingModel threads, Vertx vertx) {
    DeploymentOptions options =
        plugin().addConsumer("echo", "echo").toDeploymentOptions().setThreadingModel(threads);
    await(vertx.deployVerticle(PLUGIN, options));

    assertThat(ask(vertx, "echo", "a text").body()).isEqualTo("a text");
    assertThat(ask(vertx, "echo", Buffer.buffer("bytes")).body()).isEqualTo(Buffer.buffer("bytes"));
    JsonObject json = new JsonObject().put("a", 1);
    assertThat(ask(vertx, "echo", json).body()).isEqualTo(json);
    assertThat(ask(vertx, "echo", null).body()).isNull();
    DeliveryOptions headers = new DeliveryOptions().addHeader("name", "value");
    assertThat(await(vertx.eventBus().request("echo", 12, headers)).headers().get("name"))
        .isEqualTo("value");
  }

  @Test
  void whoWaitsForAReplyIsToldOnce(Vertx vertx) {
    Promise<Throwable> reported = Promise.promise();
    vertx.exceptionHandler(reported::tryComplete);
    deploy(
        vertx,
        plugin()
            .addConsumer("trap", "trap")
            .addConsumer("trap.late", "trap_late")
            .addConsumer("refuse", "refuse")
            .addConsumer("number", "number")
            .addConsumer("nothing", "nothing")
            .addConsumer("twice", "twice")
            .addConsumer(
                "hurry", new WasmConsumerOptions("slow").setDeadline(Duration.ofMillis(1))));
    Promise<Message<Object>> checked = Promise.promise();
    vertx.eventBus().consumer("checked", checked::complete);

    assertThat(refusal(vertx, "trap"))
        .hasMessage("unreachable")
        .returns(500, ReplyException::failureCode)
        .returns(ReplyFailure.RECIPIENT_FAILURE, ReplyException::failureType);
    assertThat(refusal(vertx, "refuse"))
        .hasMessage("not today")
        .returns(7, ReplyException::failureCode);
    assertThat(refusal(vertx, "number"))
        .hasMessage("\"number\" returned 3")
        .returns(3, ReplyException::failureCode);
    assertThat(refusal(vertx, "hurry"))
        .hasMessageContaining("exceeded its deadline of PT0.001S")
        .returns(504, ReplyException::failureCode);
    assertThat(ask(vertx, "nothing", "").body()).isNull();
    assertThat(ask(vertx, "twice", "").body()).isEqualTo("once");
    assertThat(await(checked.future()).body()).isEqualTo("1");
    assertThat(ask(vertx, "trap.late", "").body()).isEqualTo("in time");
    assertThat(await(reported.future())).isInstanceOf(TrapException.class);
  }

  @Test
  void whatNobodyWaitsForIsReported(Vertx vertx) {
    Promise<Throwable> reported = Promise.promise();
    vertx.exceptionHandler(reported::tryComplete);
    deploy(
        vertx,
        plugin()
            .setConsume(List.of("own.*"))
            .addConsumer("trap", "trap")
            .addConsumer("where.i.am", "where"));
    Promise<Message<Object>> checked = Promise.promise();
    vertx.eventBus().consumer("checked", checked::tryComplete);

    vertx.eventBus().publish("where.i.am", "");
    assertThat(await(checked.future()).body()).isEqualTo("where.i.am.");
    assertThat(ask(vertx, "where.i.am", "").body()).isEqualTo("where.i.am?");
    vertx.eventBus().send("trap", "");
    assertThat(await(reported.future())).isInstanceOf(TrapException.class);
  }

  @Test
  void moreThanMayWaitAreRefused(Vertx vertx) {
    deploy(
        vertx,
        plugin().setOptions(new WasmOptions().setMaxQueuedCalls(1)).addConsumer("slow", "slow"));

    List<Future<Message<Object>>> replies =
        IntStream.range(0, 10).mapToObj(i -> vertx.eventBus().request("slow", "100")).toList();
    assertThat(catchThrowable(() -> await(Future.all(replies))))
        .isInstanceOf(ReplyException.class)
        .hasMessageContaining("was rejected")
        .returns(429, failure -> ((ReplyException) failure).failureCode());
    assertThat(await(Future.join(replies).otherwiseEmpty())).isNull();
    assertThat(replies.stream().filter(Future::succeeded).count()).isBetween(1L, 2L);
    assertThat(counter(vertx, "done"))
        .isEqualTo(replies.stream().filter(Future::succeeded).count());
  }

  @Test
  void everyInstanceHasItsOwnGuest(Vertx vertx) {
    DeploymentOptions options =
        plugin().setStart("start").addConsumer("slow", "slow").toDeploymentOptions();
    await(vertx.deployVerticle(PLUGIN, options.setInstances(4)));
    assertThat(counter(vertx, "started")).isEqualTo(4);

    long start = System.nanoTime();
    await(
        Future.all(
            IntStream.range(0, 4).mapToObj(i -> vertx.eventBus().request("slow", "200")).toList()));
    assertThat(System.nanoTime() - start).isLessThan(4 * 200_000_000L);
  }

  @Test
  void aPoolStartsFromWhatStartHasMade(Vertx vertx) {
    deploy(
        vertx,
        plugin()
            .setOptions(new WasmOptions().setPool(new WasmPoolOptions().setMaxSize(4)))
            .setConfig(new JsonObject().put("listen", 1))
            .setConsume(List.of("own.*"))
            .setStart("start")
            .setStop("stop")
            .addConsumer("slow", "slow"));

    long start = System.nanoTime();
    await(
        Future.all(
            IntStream.range(0, 4).mapToObj(i -> vertx.eventBus().request("slow", "200")).toList()));
    assertThat(System.nanoTime() - start).isLessThan(4 * 200_000_000L);
    assertThat(counter(vertx, "started")).isEqualTo(1);
    assertThat(ask(vertx, "own.echo", "x").body()).isEqualTo("x");
  }

  @Test
  void theGuestListensWhereItMay(Vertx vertx) {
    WasmVerticleOptions options =
        plugin().setConfig(new JsonObject().put("listen", 1)).setStart("start");

    assertThatThrownBy(() -> deploy(vertx, options)).hasMessage("\"start\" returned -1");
    String deployment = deploy(vertx, options.setConsume(List.of("own.*")));

    assertThat(ask(vertx, "own.echo", "x").body()).isEqualTo("x");
    await(vertx.undeploy(deployment));
    assertThat(refusal(vertx, "own.echo").failureType()).isEqualTo(ReplyFailure.NO_HANDLERS);
  }

  @Test
  void aStartThatFailsFailsTheDeploymentAndLeavesNothing(Vertx vertx) {
    WasmVerticleOptions options = plugin().setStart("start").addConsumer("echo", "echo");

    assertThatThrownBy(() -> deploy(vertx, options.setConfig(new JsonObject().put("trap", 1))))
        .isInstanceOf(TrapException.class);
    assertThatThrownBy(() -> deploy(vertx, options.setConfig(new JsonObject().put("result", 5))))
        .hasMessage("\"start\" returned 5");
    options.setOptions(new WasmOptions().setPool(new WasmPoolOptions()));
    assertThatThrownBy(() -> deploy(vertx, options)).hasMessage("\"start\" returned 5");

    assertThat(vertx.deploymentIDs()).isEmpty();
    assertThat(refusal(vertx, "echo").failureType()).isEqualTo(ReplyFailure.NO_HANDLERS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{\"consumer\": {}} | config: found [consumer]",
        "{\"consumers\": {\"a\": \"absent\"}} | config.consumers.a: expected an export of",
        "{\"consumers\": {\"a\": \"memory\"}} | config.consumers.a: expected a function () -> ()",
        "{\"consumers\": {\"a\": \"with_parameter\"}} | found \"with_parameter\" (i32) -> (i32)",
        "{\"consumers\": {\"a\": 1}} | config.consumers.a: expected the name of an export or an object, found 1",
        "{\"consumers\": {\"a\": {\"local\": true}}} | config.consumers.a.export: expected the name of a function",
        "{\"start\": \"absent\"} | config.start: expected an export of",
        "{\"stop\": \"absent\"} | config.stop: expected an export of",
        "{\"options\": {\"pol\": {}}} | options: found [pol]",
        "{\"capabilities\": {\"timer\": {}}} | capabilities: found [timer]",
        "{} | heddle_shared.add",
      })
  void whatIsWrongIsSaid(String config, String message, Vertx vertx) {
    assertThatThrownBy(() ->
            await(
                vertx.deployVerticle(
                    PLUGIN, new DeploymentOptions().setConfig(new JsonObject(config)))))
        .hasMessageContaining(message);
    assertThat(vertx.deploymentIDs()).isEmpty();
  }

  @Test
  void modulesAreFoundOrNot(Vertx vertx) {
    assertThatThrownBy(() -> await(vertx.deployVerticle("wasm:absent.wasm")))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("absent.wasm");
    assertThat(await(vertx.deployVerticle(PLUGIN.substring(5), plugin().toDeploymentOptions())))
        .isNotEmpty();
  }

  @Test
  void whatIsInFlightMayEnd(Vertx vertx) {
    String deployment = deploy(vertx, plugin().setStop("stop").addConsumer("slow", "slow"));
    Promise<Message<Object>> stopped = Promise.promise();
    vertx.eventBus().consumer("stopped", stopped::complete);
    List<Future<Message<Object>>> replies =
        IntStream.range(0, 3).mapToObj(i -> vertx.eventBus().request("slow", "50")).toList();
    awaitBegun(vertx, 1);

    await(vertx.undeploy(deployment));

    assertThat(replies.getFirst().succeeded()).isTrue();
    assertThat(await(stopped.future()).body()).isEqualTo("bye");
    assertThat(counter(vertx, "done"))
        .isEqualTo(replies.stream().filter(reply -> succeeded(reply)).count());
  }

  @Test
  void whatDoesNotEndIsStopped(Vertx vertx) {
    String deployment =
        deploy(
            vertx,
            plugin().setGrace(Duration.ofMillis(100)).setStop("stop").addConsumer("slow", "slow"));
    Promise<Message<Object>> stopped = Promise.promise();
    vertx.eventBus().consumer("stopped", stopped::complete);
    Future<Message<Object>> reply = vertx.eventBus().request("slow", "100000");
    awaitBegun(vertx, 1);

    await(vertx.undeploy(deployment));

    assertThat(catchThrowable(() -> await(reply)))
        .isInstanceOf(ReplyException.class)
        .returns(503, failure -> ((ReplyException) failure).failureCode());
    assertThat(await(stopped.future()).body()).isEqualTo("bye");
    assertThat(counter(vertx, "done")).isZero();
  }

  @Test
  void aStopThatFailsIsToldAndStopsNothing(Vertx vertx) {
    String deployment = deploy(vertx, plugin().setStop("trap").addConsumer("echo", "echo"));

    assertThatThrownBy(() -> await(vertx.undeploy(deployment))).isInstanceOf(TrapException.class);

    assertThat(vertx.deploymentIDs()).isEmpty();
    assertThat(refusal(vertx, "echo").failureType()).isEqualTo(ReplyFailure.NO_HANDLERS);
  }

  @Test
  void whatIsForMessagesIsForNothingElse(Vertx vertx) {
    assertThat(deploy(vertx, plugin().setStart("stray"))).isNotEmpty();
  }

  @Test
  void optionsAreTheSameAsJson() {
    WasmVerticleOptions options =
        plugin()
            .setOptions(new WasmOptions().setMaxCalls(3))
            .setConfig(new JsonObject().put("a", 1))
            .setConsume(List.of("b"))
            .setStart("start")
            .setStop("stop")
            .setGrace(Duration.ofMillis(7))
            .addConsumer(
                "c", new WasmConsumerOptions("d").setDeadline(Duration.ofMillis(8)).setLocal(true));

    assertThat(new WasmVerticleOptions(options).toJson()).isEqualTo(options.toJson());
    assertThat(options.toJson().getJsonObject("consumers").getJsonObject("c"))
        .isEqualTo(new JsonObject("{\"export\": \"d\", \"local\": true, \"deadline\": 8}"));
  }

  @Test
  void aVerticleMayBeUndeployedWhileItStarts(Vertx vertx) {
    Future<String> deployment =
        vertx.deployVerticle(
            PLUGIN,
            plugin()
                .setConfig(new JsonObject().put("delay", 100_000))
                .setStart("start")
                .addConsumer("echo", "echo")
                .toDeploymentOptions());
    while (counter(vertx, "started") == 0) {
      await(vertx.timer(1));
    }

    await(vertx.close());

    assertThatThrownBy(() -> await(deployment)).isNotNull();
  }

  private static void awaitBegun(Vertx vertx, long calls) {
    while (counter(vertx, "begun") < calls) {
      await(vertx.timer(1));
    }
  }

  private static boolean succeeded(Future<?> future) {
    return catchThrowable(() -> await(future)) == null;
  }
}
