package dev.heddle.examples.sql.server;

import dev.heddle.examples.sql.SqliteOptions;
import dev.heddle.examples.sql.demo.Demo;
import dev.heddle.examples.sql.demo.WrongAnswerException;
import dev.heddle.examples.sql.http.SqlHttpOptions;
import dev.heddle.examples.sql.http.SqlService;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * SQLite, compiled to WebAssembly, behind a Vert.x HTTP server: the program of this example.
 *
 * <p>Without options it demonstrates itself and ends: with 0 if every answer was right, with 1 if
 * anything was not, with 2 if it was not understood. {@code --help} tells the options. A signal to
 * stop lets answers under way end and closes the database.
 */
public final class SqlServer {
  private final SqlServerArguments arguments;
  private final Workspace workspace;
  private final AtomicBoolean stopping = new AtomicBoolean();

  private SqlServer(SqlServerArguments arguments, Workspace workspace) {
    this.arguments = arguments;
    this.workspace = workspace;
  }

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
      return new SqlServer(arguments, workspace).run(empty);
    } catch (Exception e) {
      return unexpected(e);
    }
  }

  private int run(boolean demonstrate) {
    System.out.printf("Starting SQLite in WebAssembly on %s%n", workspace.file());
    long start = System.nanoTime();
    SqlHttpOptions options = SqlHttpOptions.builder().port(arguments.port()).build();
    SqlService service;
    try {
      service = SqlService.start(workspace.file(), SqliteOptions.defaults(), options);
    } catch (Exception e) {
      System.err.println("FAILED: cannot start: " + e);
      return 1;
    }
    closeOnShutdown(service);
    try (service) {
      System.out.printf(
          "Listening on %s with %d event loops, after %d ms%n%n",
          url(service), service.eventLoops(), (System.nanoTime() - start) / 1_000_000);
      if (demonstrate) {
        new Demo(service, arguments.clients(), arguments.questions(), System.out).run();
      }
      if (arguments.serve()) {
        serve(url(service), demonstrate);
      }
      return 0;
    } catch (WrongAnswerException e) {
      System.err.println("FAILED: " + e.getMessage());
      return 1;
    } catch (Exception e) {
      // Closed under its feet, the demonstration fails, as it should.
      return stopping.get() ? 1 : unexpected(e);
    }
  }

  private static int unexpected(Exception e) {
    System.err.println("FAILED: " + e);
    e.printStackTrace();
    return 1;
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

  private static String url(SqlService service) {
    return "http://localhost:" + service.port();
  }

  private void closeOnShutdown(SqlService service) {
    Runnable close =
        () -> {
          stopping.set(true);
          try (workspace;
              service) {
            if (arguments.serve()) {
              System.out.println("Stopping");
            }
          } catch (Exception e) {
            System.err.println("Not closed cleanly: " + e);
          }
        };
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(close));
  }
}
