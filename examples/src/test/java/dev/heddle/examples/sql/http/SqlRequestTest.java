package dev.heddle.examples.sql.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlRequestTest {
  private static final Duration MAX = Duration.ofSeconds(10);

  @Test
  void readsStatementParametersAndDeadline() {
    SqlRequest request =
        parse(
            """
            {"sql": "SELECT ?", "deadlineMillis": 1500,
             "parameters": [1, -9223372036854775808, 1.5, "text", true, null, {"base64": "AAH/"}]}\
            """);

    assertThat(request.sql()).isEqualTo("SELECT ?");
    assertThat(request.deadline()).contains(Duration.ofMillis(1500));
    assertThat(request.parameters())
        .containsExactly(1L, Long.MIN_VALUE, 1.5, "text", true, null, new byte[] {0, 1, -1});
  }

  @Test
  void takesParametersAndDeadlineToBeOptional() {
    SqlRequest request = parse("{\"sql\": \"SELECT 1\"}");

    assertThat(request.parameters()).isEmpty();
    assertThat(request.deadline()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          []                                        | the body is an array, expected {"sql": string
          "SELECT 1"                                | the body is a string, expected {"sql": string
          null                                      | the body is null, expected {"sql": string
          {"sql": "SELECT 1"                        | the body is not JSON: Unexpected end-of-input
          {"sql": "SELECT 1"} {}                    | the body is not JSON
          {sql: "SELECT 1"}                         | (line 1, column 2)
          {}                                        | sql: expected a string, found nothing
          {"sql": null}                             | sql: expected a string, found null
          {"sql": ["SELECT 1"]}                     | sql: expected a string, found an array
          {"sql": "a\\u0000b"}                      | sql: U+0000 at index 1
          {"sql": "\\ud800"}                        | sql: unpaired surrogate
          {"sql": "", "params": [1]}                | unknown member "params"
          {"sql": "", "parameters": {"a": 1}}       | parameters: expected an array, found an object
          {"sql": "", "parameters": 1}              | parameters: expected an array, found the number 1
          {"sql": "", "parameters": [1, []]}        | parameters[1]: expected null, a boolean
          {"sql": "", "parameters": [{"hex": ""}]}  | found an object
          {"sql": "", "parameters": [{"base64": 1}]}| found an object
          {"sql": "", "parameters": [{"base64": "?"}]} | parameters[0]: not base64
          {"sql": "", "parameters": [9223372036854775808]} | parameters[0]: 9223372036854775808 does not fit
          {"sql": "", "parameters": [1e999]}        | parameters[0]: number out of the range
          {"sql": "", "parameters": ["\\udc00"]}    | parameters[0]: unpaired surrogate
          {"sql": "", "deadlineMillis": 0}          | deadlineMillis: expected an integer from 1 to 10000, found 0
          {"sql": "", "deadlineMillis": 10001}      | found 10001
          {"sql": "", "deadlineMillis": 1.5}        | found 1.5
          {"sql": "", "deadlineMillis": "1"}        | found a string
          {"sql": "", "deadlineMillis": null}       | found null
          """)
  void saysWhatIsWrong(String body, String message) {
    assertThatThrownBy(() -> parse(body))
        .isInstanceOf(BadRequestException.class)
        .hasMessageContaining(message);
  }

  @Test
  void refusesABodyNestedTooDeepInsteadOfOverflowingTheStack() {
    assertThatThrownBy(() -> parse("[".repeat(100_000)))
        .isInstanceOf(BadRequestException.class)
        .hasMessageContaining("the body is not JSON");
  }

  private static SqlRequest parse(String body) {
    return SqlRequest.parse(Buffer.buffer(body), MAX);
  }
}
