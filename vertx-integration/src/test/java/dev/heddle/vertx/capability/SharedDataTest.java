package dev.heddle.vertx.capability;

import static dev.heddle.vertx.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.vertx.abi.CapabilityError;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.shareddata.AsyncMap;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SharedDataTest {

  private static final Vertx VERTX = Vertx.vertx();

  @AfterAll
  static void close() {
    await(VERTX.close());
  }

  private static User user(User.Place place) {
    return User.at(
        place,
        VERTX,
        grants ->
            grants.sharedData(
                new SharedDataGrant()
                    .setMaps(List.of("prices"))
                    .setCounters(List.of(place.name()))
                    .setMaxEntries(2)
                    .setMaxKeyBytes(10)
                    .setMaxValueBytes(20)));
  }

  @ParameterizedTest
  @EnumSource(User.Place.class)
  void everybodyCounts(User.Place place) {
    User user = user(place);

    List<Future<User.Answer>> counts =
        IntStream.range(0, 50).mapToObj(i -> user.start("count", place.name(), 2L)).toList();
    await(Future.all(counts));

    assertThat(counts.stream().map(count -> count.result().result()).distinct()).hasSize(50);
    assertThat(await(await(VERTX.sharedData().getLocalCounter(place.name())).get())).isEqualTo(100);
    assertThat(user.result("count", "other", 1L)).isEqualTo(CapabilityError.DENIED.code());
  }

  @Test
  void mapsAreSharedWithTheHost() {
    User user = user(User.Place.EVENT_LOOP);
    AsyncMap<String, Buffer> map = await(VERTX.sharedData().getLocalAsyncMap("prices"));
    await(map.put("apple", Buffer.buffer("one hundred")));

    assertThat(user.call("recall", "prices\napple").output()).isEqualTo("one hundred");
    assertThat(user.result("recall", "prices\npear")).isEqualTo(CapabilityError.NOT_FOUND.code());
    assertThat(user.result("remember", "prices\napple\n120", 1))
        .isEqualTo(CapabilityError.EXISTS.code());
    assertThat(user.result("remember", "prices\napple\n110\n120", 2)).isZero();
    assertThat(user.result("remember", "prices\napple\none hundred\n120", 2)).isEqualTo(1);
    assertThat(await(map.get("apple")).toString()).isEqualTo("120");
    assertThat(user.result("remember", "prices\napple", 3)).isZero();
    assertThat(user.result("remember", "prices\napple", 3))
        .isEqualTo(CapabilityError.NOT_FOUND.code());
  }

  @Test
  void thereAreBounds() {
    User user = user(User.Place.EVENT_LOOP);
    AsyncMap<String, Buffer> map = await(VERTX.sharedData().getLocalAsyncMap("prices"));
    await(map.clear());

    assertThat(user.result("remember", "prices\na\n1", 0)).isZero();
    assertThat(user.result("remember", "prices\nb\n1", 1)).isZero();
    assertThat(user.result("remember", "prices\nc\n1", 0))
        .isEqualTo(CapabilityError.TOO_MANY.code());
    assertThat(user.result("remember", "prices\na\n2", 0)).isZero();
    assertThat(user.result("remember", "prices\nabcdefghijk\n2", 0))
        .isEqualTo(CapabilityError.TOO_BIG.code());
    assertThat(user.result("remember", "prices\na\n" + "x".repeat(21), 0))
        .isEqualTo(CapabilityError.TOO_BIG.code());
    assertThat(user.result("remember", "secrets\na\n1", 0))
        .isEqualTo(CapabilityError.DENIED.code());
    assertThat(user.result("recall", "secrets\na")).isEqualTo(CapabilityError.DENIED.code());
  }
}
