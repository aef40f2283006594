package dev.heddle.vertx.verticle;

import static dev.heddle.vertx.Futures.await;
import static dev.heddle.vertx.verticle.WasmVerticleTest.plugin;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.async.CallDump;
import dev.heddle.async.Concurrency;
import dev.heddle.vertx.WasmOptions;
import dev.heddle.vertx.WasmPoolOptions;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(VertxExtension.class)
class UndeployUnderLoadTest {

  private static final String PLUGIN = "wasm:dev/heddle/vertx/verticle/plugin.wasm";
  private static final int REQUESTS = 300;

  /** Two, or as many as {@code -Dheddle.verticleSeeds} says. */
  static IntStream seeds() {
    return IntStream.rangeClosed(1, Integer.getInteger("heddle.verticleSeeds", 2));
  }

  /** Verticles come and go while others send: who has begun ends and replies, once. */
  @ParameterizedTest
  @MethodSource("seeds")
  void noReplyIsLostOrDoubled(int seed, Vertx vertx) {
    Random random = new Random(seed);
    List<String> deployments = new ArrayList<>();
    List<Future<?>> ends = new ArrayList<>();
    List<Future<Message<Object>>> replies = new ArrayList<>();
    deployments.add(deploy(vertx, random));

    for (int i = 0; i < REQUESTS; i++) {
      int wait = random.nextInt(4);
      replies.add(vertx.eventBus().request("slow", String.valueOf(wait)));
      if (random.nextInt(10) == 0) {
        await(vertx.timer(1));
      }
      if (random.nextInt(40) == 0) {
        deployments.add(deploy(vertx, random));
        ends.add(vertx.undeploy(deployments.remove(random.nextInt(deployments.size() - 1))));
      }
    }
    await(Future.join(replies).otherwiseEmpty());
    deployments.forEach(deployment -> ends.add(vertx.undeploy(deployment)));
    await(Future.all(ends));

    long replied = replies.stream().filter(Future::succeeded).count();
    assertThat(counter(vertx, "begun")).isEqualTo(replied);
    assertThat(counter(vertx, "done")).isEqualTo(replied);
    // What had arrived and was not begun is refused at once.
    assertThat(replies.stream().filter(Future::failed).map(Future::cause))
        .allSatisfy(failure ->
            assertThat(((ReplyException) failure).failureType())
                .isIn(ReplyFailure.TIMEOUT, ReplyFailure.NO_HANDLERS));
    assertThat(replied).isGreaterThan(REQUESTS / 2);
    assertThat(CallDump.ofAll().calls()).isEmpty();
    assertThat(vertx.deploymentIDs()).isEmpty();
  }

  private static String deploy(Vertx vertx, Random random) {
    WasmOptions made = new WasmOptions();
    if (random.nextBoolean()) {
      made.setConcurrency(Concurrency.INTERLEAVED);
    } else {
      made.setPool(new WasmPoolOptions().setMaxSize(4));
    }
    DeploymentOptions options =
        plugin().setOptions(made).addConsumer("slow", "slow").toDeploymentOptions();
    return await(vertx.deployVerticle(PLUGIN, options.setInstances(1 + random.nextInt(3))));
  }

  private static long counter(Vertx vertx, String name) {
    return await(await(vertx.sharedData().getLocalCounter(name)).get());
  }
}
