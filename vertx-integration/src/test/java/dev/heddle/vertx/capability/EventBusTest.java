package dev.heddle.vertx.capability;

import static dev.heddle.vertx.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.vertx.abi.CapabilityError;
import dev.heddle.vertx.abi.MessageBodies;
import dev.heddle.vertx.abi.Wildcards;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventBusTest {

  private static final Vertx VERTX = Vertx.vertx();

  private static final int TEXT = 1;
  private static final int BYTES = 2;
  private static final int JSON = 3;

  @BeforeAll
  static void listen() {
    VERTX
        .eventBus()
        .consumer(
            "stock.echo",
            message ->
                message.reply(
                    message.body(),
                    new DeliveryOptions().addHeader("by", message.headers().get("from"))));
    VERTX.eventBus().consumer("stock.silent", message -> {});
    VERTX.eventBus().consumer("stock.refusing", message -> message.fail(7, "not today"));
    VERTX.eventBus().consumer("stock.nothing", message -> message.reply(null));
    VERTX.eventBus().consumer("stock.class", message -> message.reply('c'));
  }

  @AfterAll
  static void close() {
    await(VERTX.close());
  }

  private static User user(User.Place place) {
    return User.at(
        place,
        VERTX,
        grants ->
            grants.eventBus(
                new EventBusGrant()
                    .setRequest(List.of("stock.*"))
                    .setSend(List.of("orders.*.new"))
                    .setPublish(List.of("prices"))
                    .setMaxBodyBytes(100)
                    .setMaxTimeout(Duration.ofMillis(50))));
  }

  @ParameterizedTest
  @EnumSource(User.Place.class)
  void guestsAskAndGetReplies(User.Place place) {
    User user = user(place);

    List<Future<User.Answer>> replies =
        IntStream.range(0, 50)
            .mapToObj(i -> user.start("ask", "stock.echo\nhow many of " + i + "?", TEXT, 0L))
            .toList();
    await(Future.all(replies));

    for (int i = 0; i < 50; i++) {
      assertThat(replies.get(i).result())
          .isEqualTo(new User.Answer(TEXT, "how many of " + i + "? by guest"));
    }
  }

  @Test
  void bodiesAreOfSeveralKinds() {
    User user = user(User.Place.EVENT_LOOP);

    assertThat(user.call("ask", "stock.echo\nsome bytes", BYTES, 0L))
        .isEqualTo(new User.Answer(BYTES, "some bytes by guest"));
    assertThat(user.call("ask", "stock.echo\n{\"a\": [1, 2]}", JSON, 0L))
        .isEqualTo(new User.Answer(JSON, "{\"a\":[1,2]} by guest"));
    assertThat(user.call("ask", "stock.echo\n[ 1 ]", JSON, 0L).output()).startsWith("[1] ");
    assertThat(user.call("ask", "stock.echo\n12", JSON, 0L).output()).startsWith("12 ");
    assertThat(user.call("ask", "stock.nothing\n", 0, 0L)).isEqualTo(new User.Answer(0, ""));
    assertThat(user.result("ask", "stock.class\n", 0, 0L))
        .isEqualTo(CapabilityError.INVALID.code());
    assertThat(user.result("ask", "stock.echo\n{", JSON, 0L))
        .isEqualTo(CapabilityError.INVALID.code());
    assertThat(user.result("ask", "stock.echo\n", 4, 0L)).isEqualTo(CapabilityError.INVALID.code());
    assertThat(user.result("ask", "stock.echo\n" + "x".repeat(101), TEXT, 0L))
        .isEqualTo(CapabilityError.TOO_BIG.code());
  }

  @Test
  void whoDoesNotReplyIsTold() {
    User user = user(User.Place.EVENT_LOOP);

    assertThat(user.call("ask", "stock.refusing\n", TEXT, 0L))
        .isEqualTo(new User.Answer(1_007, "not today"));
    assertThat(user.result("ask", "stock.nobody\n", TEXT, 0L))
        .isEqualTo(CapabilityError.NOT_FOUND.code());
    assertThat(user.result("ask", "stock.silent\n", TEXT, 1L))
        .isEqualTo(CapabilityError.TIMEOUT.code());
    assertThat(user.result("ask", "stock.silent\n", TEXT, 1_000_000L))
        .isEqualTo(CapabilityError.TIMEOUT.code());
    assertThat(user.result("ask", "stock.echo\n", TEXT, -1L))
        .isEqualTo(CapabilityError.INVALID.code());
  }

  @Test
  void repliesThatAreWaitedForAreBounded() {
    User user =
        User.at(
            User.Place.EVENT_LOOP,
            VERTX,
            grants ->
                grants.eventBus(
                    new EventBusGrant()
                        .setRequest(List.of("stock.*"))
                        .setMaxPending(2)
                        .setMaxTimeout(Duration.ofMillis(100))));

    List<Future<User.Answer>> all =
        IntStream.range(0, 3).mapToObj(i -> user.start("ask", "stock.silent\n", TEXT, 0L)).toList();
    await(Future.all(all));

    assertThat(all.stream().map(answer -> (int) answer.result().result()))
        .containsExactlyInAnyOrder(
            CapabilityError.TIMEOUT.code(),
            CapabilityError.TIMEOUT.code(),
            CapabilityError.TOO_MANY.code());
    assertThat(user.result("ask", "stock.echo\nstill", TEXT, 0L)).isEqualTo(TEXT);
  }

  @Test
  void guestsSendAndPublishWhereTheyMay() {
    User user = user(User.Place.EVENT_LOOP);
    Promise<Message<String>> order = Promise.promise();
    Promise<Message<String>> price = Promise.promise();
    Promise<Message<String>> samePrice = Promise.promise();
    VERTX.eventBus().<String>consumer("orders.books.new", order::complete);
    VERTX.eventBus().<String>consumer("prices", price::complete);
    VERTX.eventBus().<String>consumer("prices", samePrice::complete);

    assertThat(user.result("tell", "orders.books.new\nthree\nto: me", 0)).isZero();
    assertThat(user.result("tell", "prices\n120", 1)).isZero();

    assertThat(await(order.future()).body()).isEqualTo("three");
    assertThat(await(order.future()).headers().get("to")).isEqualTo("me");
    assertThat(await(price.future()).body()).isEqualTo("120");
    assertThat(await(samePrice.future()).body()).isEqualTo("120");
    for (String other : List.of("orders.books", "stock.echo", "prices", "orders..new.x", "")) {
      assertThat(user.result("tell", other, 0)).isEqualTo(CapabilityError.DENIED.code());
      assertThat(user.result("ask", "x" + other, TEXT, 0L))
          .isEqualTo(CapabilityError.DENIED.code());
    }
    assertThat(user.result("tell", "prices2", 1)).isEqualTo(CapabilityError.DENIED.code());
    assertThat(user.result("tell", "prices\nx\nno colon", 1))
        .isEqualTo(CapabilityError.INVALID.code());
  }

  @Test
  void starsStandForAnyCharacters() {
    Wildcards wildcards = new Wildcards(List.of("a*bc*c", "x*", "*y", "exact"));

    assertThat(List.of("abcc", "a-bc-c", "abcbcc", "x", "xx", "y", "exact"))
        .allMatch(wildcards::match);
    assertThat(List.of("abc", "bcc", "abcd", "", "exacter", "aexact", "acbc"))
        .noneMatch(wildcards::match);
    assertThat(wildcards.match("a" + "bc".repeat(100_000) + "d")).isFalse();
  }

  @Test
  void repliesOfJavaAreBytesToo() {
    assertThat(MessageBodies.bytes(new JsonArray().add(1))).asString().isEqualTo("[1]");
    assertThat(MessageBodies.bytes(new JsonObject())).asString().isEqualTo("{}");
    assertThat(MessageBodies.bytes(Buffer.buffer("b"))).asString().isEqualTo("b");
    assertThat(MessageBodies.bytes(true)).asString().isEqualTo("true");
    assertThat(MessageBodies.bytes(null)).isEmpty();
  }
}
