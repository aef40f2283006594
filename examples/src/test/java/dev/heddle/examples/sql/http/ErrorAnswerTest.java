package dev.heddle.examples.sql.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;
import org.junit.jupiter.api.Test;

class ErrorAnswerTest {

  @Test
  void aStatementThatIsTooDeepForTheStackIsTheClientsFault() {
    ErrorAnswer answer =
        ErrorAnswer.of(new TrapException(TrapKind.CALL_STACK_EXHAUSTED, "depth 2000"));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error().getString("name")).isEqualTo("TOO_DEEP");
    assertThat(answer.error().getString("message")).contains("too deep", "depth 2000");
  }

  @Test
  void anotherTrapIsTheServersFault() {
    ErrorAnswer answer = ErrorAnswer.of(new TrapException(TrapKind.UNREACHABLE, "in secret"));
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.error().encode()).doesNotContain("secret");
  }
}
