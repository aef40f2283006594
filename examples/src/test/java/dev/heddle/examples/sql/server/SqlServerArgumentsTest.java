package dev.heddle.examples.sql.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlServerArgumentsTest {

  @Test
  void demonstratesWithoutOptions() {
    SqlServerArguments arguments = parse("");

    assertThat(arguments.database()).isEmpty();
    assertThat(arguments.port()).isZero();
    assertThat(arguments.clients()).isEqualTo(100);
    assertThat(arguments.questions()).isEqualTo(5_000);
    assertThat(arguments.serve()).isFalse();
    assertThat(arguments.help()).isFalse();
  }

  @Test
  void readsAllOptions() {
    SqlServerArguments arguments =
        parse("--serve --port 8080 --database a.db --clients 7 --queries 9 --help");

    assertThat(arguments.database()).contains(Path.of("a.db"));
    assertThat(arguments.port()).isEqualTo(8080);
    assertThat(arguments.clients()).isEqualTo(7);
    assertThat(arguments.questions()).isEqualTo(9);
    assertThat(arguments.serve()).isTrue();
    assertThat(arguments.help()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "--sevre, unknown option --sevre",
    "--database, --database needs a value",
    "--port 65536, '--port: expected a number from 0 to 65535, found 65536'",
    "--port http, '--port: expected a number from 0 to 65535, found http'",
    "--clients 0, '--clients: expected a number from 1 to 500, found 0'"
  })
  void saysWhatItDoesNotUnderstand(String arguments, String message) {
    assertThatThrownBy(() -> parse(arguments))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  private static SqlServerArguments parse(String arguments) {
    return SqlServerArguments.parse(
        arguments.isEmpty() ? List.of() : List.of(arguments.split(" ")));
  }
}
