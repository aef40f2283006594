package dev.heddle.async;

import static dev.heddle.async.Desk.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Carriers in a JVM that does not open {@code java.lang}; the build runs it in one of its own. */
@Tag("closed")
class ClosedCarrierTest {

  @Test
  void carriersOtherThanTheJdksSayWhatTheyNeed() {
    for (Carrier carrier : new Carrier[] {Carrier.inline(), Carrier.on(Runnable::run)}) {
      assertThat(carrier.isAvailable()).isFalse();
      assertThat(carrier.obstacle()).isPresent();
      assertThatThrownBy(() -> Guests.compute().carrier(carrier))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("--add-opens java.base/java.lang=ALL-UNNAMED");
    }
  }

  @Test
  void callsCanDoWithoutThem() {
    assertThat(Carrier.jdk().isAvailable()).isTrue();
    assertThat(Carrier.inline().orJdk()).isSameAs(Carrier.jdk());
    AsyncInstance guest = Guests.compute().carrier(Carrier.inline().orJdk()).build();
    assertThat(result(guest.function("one").future(Integer.class))).isEqualTo(1);
  }
}
