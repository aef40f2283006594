package dev.heddle.vertx.capability;

import static dev.heddle.vertx.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.vertx.abi.CapabilityError;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class LogTest {

  private static final Vertx VERTX = Vertx.vertx();

  /** The JDK's own, which has those that System.Logger gives. */
  private final Logger logger = Logger.getLogger("guests.prices");

  private final List<String> messages = new CopyOnWriteArrayList<>();

  @AfterAll
  static void close() {
    await(VERTX.close());
  }

  private User user(int perSecond) {
    logger.setUseParentHandlers(false);
    logger.addHandler(
        new Handler() {
          @Override
          public void publish(LogRecord message) {
            messages.add(message.getLevel() + " " + message.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        });
    return User.at(
        User.Place.EVENT_LOOP,
        VERTX,
        grants ->
            grants.log(
                new LogGrant()
                    .setLogger("guests.prices")
                    .setMaxMessageBytes(30)
                    .setMaxPerSecond(perSecond)));
  }

  @Test
  void guestsWriteToTheLogAndForgeNothing() {
    User user = user(100);

    user.call("say", "all is well, {0}", 2, 1);
    user.call("say", "a line\nINFO another\r\u001b[1m\u202e", 4, 1);
    user.call("say", "quiet", 0, 1);
    user.call("say", "x".repeat(1_000), 3, 1);

    assertThat(messages)
        .containsExactly(
            "INFO all is well, {0}",
            "SEVERE a line\\nINFO another\\u{d}\\u{1b}[1m\\u{202e}",
            "WARNING " + "x".repeat(30) + "... (970 bytes more)");
    assertThat(user.result("say", "", 5, 1)).isEqualTo(CapabilityError.INVALID.code());
  }

  @Test
  void whatIsTooMuchIsCountedAndDropped() {
    User user = user(10);

    user.call("say", "again", 2, 1_000);
    assertThat(messages).hasSizeBetween(10, 40);
    while (messages.stream().noneMatch(message -> message.contains("were dropped"))) {
      user.call("say", "later", 2, 1);
    }

    assertThat(
            messages.stream()
                .filter(message -> message.contains("messages of the guest were dropped")))
        .isNotEmpty();
  }
}
