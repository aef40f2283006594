package dev.heddle.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.heddle.cli.shell.Shell;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * Runs commands in this process.
 *
 * @param environment the variables
 * @param in the standard input
 * @param terminals which of the standard streams are terminals
 */
record Cli(Map<String, String> environment, InputStream in, Set<Integer> terminals) {

  /** Where the guests of the tests are. */
  static final Path GUESTS = Path.of("src", "test", "resources", "dev", "heddle", "cli", "guest");

  /**
   * What came of it.
   *
   * @param code the exit code
   * @param out the output
   * @param err the errors
   */
  record Result(int code, String out, String err) {}

  /** One with nothing. */
  static Cli plain() {
    return new Cli(Map.of(), InputStream.nullInputStream(), Set.of());
  }

  Cli environment(Map<String, String> variables) {
    return new Cli(variables, in, terminals);
  }

  Cli in(String text) {
    return in(text.getBytes(UTF_8));
  }

  Cli in(byte[] bytes) {
    return new Cli(environment, new ByteArrayInputStream(bytes), terminals);
  }

  Cli terminals(Integer... streams) {
    return new Cli(environment, in, Set.of(streams));
  }

  Result run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    return run(out, out, arguments);
  }

  /** The same with another output, of which the result does not know. */
  Result to(OutputStream out, String... arguments) {
    return run(out, new ByteArrayOutputStream(), arguments);
  }

  private Result run(OutputStream out, ByteArrayOutputStream text, String... arguments) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code = new Heddle(new Shell(environment, in, out, err, terminals)).run(arguments);
    return new Result(code, text.toString(UTF_8), err.toString(UTF_8));
  }

  /** The path of a guest. */
  static String guest(String name) {
    return GUESTS.resolve(name + ".wasm").toString();
  }
}
