package dev.heddle.examples.sql;

import dev.heddle.examples.sql.demo.Demo;
import dev.heddle.examples.sql.demo.WrongAnswerException;
import dev.heddle.examples.sql.http.SqlHttpOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * SQLite, compiled to WebAssembly, behind a Vert.x HTTP server: the program of this example.
 *
 * <p>Without options it demonstrates itself and ends: with 0 if every answer was right, with 1 if
 * anything was not, with 2 if it was not understood. {@code --help} tells the options.
 */
public final class SqlServer {

  /** Runs the program. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  private static int run(String[] args) {
    SqlServerArguments arguments;
    try {
      arguments = SqlServerArguments.parse(List.of(args));
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.println(SqlServerArguments.HELP);
      return 2;
    }
    if (arguments.help()) {
      System.out.println(SqlServerArguments.HELP);
      return 0;
    }
    try (Workspace workspace = Workspace.of(arguments.database())) {
      boolean empty = workspace.isEmpty();
      if (!empty && !arguments.serve()) {
        System.err.printf(
            "%s is not empty: the demonstration needs a new file, --serve takes it as it is%n",
            workspace.file());
        return 2;
      }
      demonstrateOrServe(arguments, workspace, empty);
      return 0;
    } catch (WrongAnswerException e) {
      System.err.println("FAILED: " + e.getMessage());
    } catch (Exception e) {
      System.err.println("FAILED: " + e);
      e.printStackTrace();
    }
    return 1;
  }

  private static void demonstrateOrServe(
      SqlServerArguments arguments, Workspace workspace, boolean empty)
      throws InterruptedException, TimeoutException {
    System.out.printf("Starting SQLite in WebAssembly on %s%n", workspace.file());
    long start = System.nanoTime();
    SqlHttpOptions options = SqlHttpOptions.builder().port(arguments.port()).build();
    try (SqlService service =
        SqlService.start(workspace.file(), SqliteOptions.defaults(), options)) {
      closeOnShutdown(service, workspace, arguments.serve());
      String url = "http://localhost:" + service.port();
      System.out.printf(
          "Listening on %s with %d event loops, after %d ms%n%n",
          url, service.eventLoops(), (System.nanoTime() - start) / 1_000_000);
      if (empty) {
        new Demo(service, arguments.clients(), arguments.questions(), System.out).run();
      }
      if (arguments.serve()) {
        serve(url, empty);
      }
    }
  }

  private static void serve(String url, boolean shop) throws InterruptedException {
    String sql = shop ? "SELECT * FROM purchase WHERE cents > ? LIMIT 3" : "SELECT ? AS one";
    System.out.printf(
        """
        Serving until interrupted. Try:
          curl %s/sql --json '{"sql": "%s", "parameters": [%d]}'
          curl %s/stats
        """,
        url, sql, shop ? 99_000 : 1, url);
    new CountDownLatch(1).await();
  }

  /** On SIGTERM or SIGINT: answers under way end, the database is closed, temporary files go. */
  private static void closeOnShutdown(SqlService service, Workspace workspace, boolean tell) {
    Runnable close =
        () -> {
          try (workspace;
              service) {
            if (tell) {
              System.out.println("Stopping");
            }
          } catch (IOException | TimeoutException e) {
            System.err.println("Not closed cleanly: " + e);
          }
        };
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(close));
  }

  /** The place of the database file; a temporary one is deleted in the end. */
  private record Workspace(Path file, boolean temporary) implements AutoCloseable {

    static Workspace of(Optional<Path> database) throws IOException {
      return database.isPresent()
          ? new Workspace(database.get(), false)
          : new Workspace(Files.createTempDirectory("heddle-").resolve("shop.db"), true);
    }

    boolean isEmpty() throws IOException {
      return Files.notExists(file) || Files.size(file) == 0;
    }

    @Override
    public void close() throws IOException {
      Path directory = file.toAbsolutePath().getParent();
      if (!temporary || directory == null || Files.notExists(directory)) {
        return;
      }
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  private SqlServer() {}
}
