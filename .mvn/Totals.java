import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Prints the totals that the conformance suites left, so that they are among the last words of a
 * whole build.
 *
 * <p>Usage: {@code java Totals.java FILE}. Prints nothing where the file is absent, as when only
 * other modules were built.
 */
final class Totals {
  public static void main(String[] args) throws IOException {
    Path report = Path.of(args[0]);
    if (Files.exists(report)) {
      System.out.println(System.lineSeparator() + Files.readString(report));
    }
  }
}
