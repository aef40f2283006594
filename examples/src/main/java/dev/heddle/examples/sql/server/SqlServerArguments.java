package dev.heddle.examples.sql.server;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The command line of {@link SqlServer}, understood.
 *
 * @param database the database file, a temporary one if absent
 * @param port the port, 0 for any free one
 * @param clients how many clients the demonstration has, at least 1
 * @param questions how many questions they ask together, at least 1
 * @param serve whether to stay up
 * @param help whether to print {@link #HELP} and nothing else
 */
record SqlServerArguments(
    Optional<Path> database, int port, int clients, int questions, boolean serve, boolean help) {

  static final String HELP =
      """
      SQLite, compiled to WebAssembly, behind an HTTP server.

      Without --serve: opens a new database, loads 12,000 rows over HTTP, asks questions
      from many clients at once, checks every answer, prints what it measured, and ends.

        --serve           stay up afterwards, until interrupted; a database that has
                          something in it is served as it is
        --database FILE   the database file (default: a temporary one, deleted in the end)
        --port PORT       the port on localhost (default: any free one)
        --clients N       how many clients ask at once (default: 100)
        --queries N       how many questions they ask together (default: 5000)
        --help            print this
      """;

  /**
   * Reads a command line.
   *
   * @throws IllegalArgumentException if it cannot be understood; the message says why
   */
  static SqlServerArguments parse(List<String> args) {
    Optional<Path> database = Optional.empty();
    int port = 0;
    int clients = 100;
    int questions = 5_000;
    boolean serve = false;
    boolean help = false;
    Iterator<String> rest = args.iterator();
    while (rest.hasNext()) {
      String option = rest.next();
      switch (option) {
        case "--database" -> database = Optional.of(Path.of(value(option, rest)));
        case "--port" -> port = number(option, rest, 0, 65_535);
        case "--clients" -> clients = number(option, rest, 1, 500);
        case "--queries" -> questions = number(option, rest, 1, 1_000_000);
        case "--serve" -> serve = true;
        case "--help" -> help = true;
        default -> throw new IllegalArgumentException("unknown option " + option);
      }
    }
    return new SqlServerArguments(database, port, clients, questions, serve, help);
  }

  private static String value(String option, Iterator<String> rest) {
    if (!rest.hasNext()) {
      throw new IllegalArgumentException(option + " needs a value");
    }
    return rest.next();
  }

  private static int number(String option, Iterator<String> rest, int min, int max) {
    String value = value(option, rest);
    try {
      int number = Integer.parseInt(value);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, with the range.
    }
    throw new IllegalArgumentException(
        "%s: expected a number from %d to %d, found %s".formatted(option, min, max, value));
  }
}
