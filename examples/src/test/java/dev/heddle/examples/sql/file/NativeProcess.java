package dev.heddle.examples.sql.file;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A native SQLite in a process of its own, since locks exclude processes. It does as it is told.
 */
final class NativeProcess implements AutoCloseable {

  private final Process process;
  private final BufferedReader answers;
  private final PrintStream orders;

  NativeProcess(Path database) throws IOException {
    process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-classpath",
                System.getProperty("java.class.path"),
                NativeProcess.class.getName(),
                database.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    answers = process.inputReader(StandardCharsets.UTF_8);
    orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
  }

  /** Runs a statement there, and tells {@code ok} or what SQLite said. */
  String run(String sql) throws IOException {
    orders.println(sql);
    return String.valueOf(answers.readLine());
  }

  @Override
  public void close() {
    orders.close();
    process.onExit().join();
  }

  public static void main(String[] args) throws Exception {
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + args[0] + "?busy_timeout=0");
        Statement statement = connection.createStatement()) {
      String sql;
      while ((sql = orders.readLine()) != null) {
        try {
          statement.execute(sql);
          System.out.println("ok");
        } catch (SQLException e) {
          System.out.println(e.getMessage());
        }
      }
    }
  }
}
