import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Checks, or mends, the formatting of every Java file of the repository with google-java-format.
 *
 * <p>Usage: {@code java -classpath <google-java-format> Format.java check|fix|off ROOT}. Exits with
 * 1 where a file cannot be parsed or, when only checking, where one is not formatted.
 */
final class Format {
  private static final Formatter FORMATTER =
      new Formatter(
          JavaFormatterOptions.builder().style(JavaFormatterOptions.Style.GOOGLE).build());

  public static void main(String[] args) throws IOException {
    if (args.length != 2 || !List.of("check", "fix", "off").contains(args[0])) {
      System.err.println("usage: Format.java check|fix|off ROOT");
      System.exit(2);
    }
    if (args[0].equals("off")) {
      return;
    }
    boolean fix = args[0].equals("fix");
    Path root = Path.of(args[1]);
    List<String> complaints;
    try (Stream<Path> files = sources(root)) {
      complaints =
          files
              .parallel()
              .map(file -> visit(root, file, fix))
              .flatMap(Optional::stream)
              .sorted()
              .toList();
    }
    if (!complaints.isEmpty()) {
      complaints.forEach(System.err::println);
      if (!fix) {
        System.err.println("To format: mvn -q -N verify -Dheddle.format=fix");
      }
      System.exit(1);
    }
  }

  /** The Java files of each module's {@code src}, and those beside this one. */
  private static Stream<Path> sources(Path root) throws IOException {
    try (Stream<Path> children = Files.list(root)) {
      List<Path> trees =
          Stream.concat(
                  Stream.of(root.resolve(".mvn")), children.map(child -> child.resolve("src")))
              .filter(Files::isDirectory)
              .toList();
      return trees.stream().flatMap(Format::javaFiles);
    }
  }

  private static Stream<Path> javaFiles(Path tree) {
    try (Stream<Path> files = Files.walk(tree)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns what is wrong with the file, nothing if it is well, or has been made so. */
  private static Optional<String> visit(Path root, Path file, boolean fix) {
    try {
      String before = Files.readString(file);
      String after = format(before);
      if (after.equals(before)) {
        return Optional.empty();
      }
      if (fix) {
        Files.writeString(file, after);
        System.out.println("formatted " + root.relativize(file));
        return Optional.empty();
      }
      return Optional.of(
          root.relativize(file) + ":" + firstDifference(before, after) + ": not formatted");
    } catch (FormatterException e) {
      return Optional.of(root.relativize(file) + ":" + e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String format(String source) throws FormatterException {
    String ordered =
        ImportOrderer.reorderImports(
            RemoveUnusedImports.removeUnusedImports(source), JavaFormatterOptions.Style.GOOGLE);
    return FORMATTER.formatSource(ordered);
  }

  /** Returns the number, from 1, of the first line in which the two differ. */
  private static int firstDifference(String before, String after) {
    List<String> left = before.lines().toList();
    List<String> right = after.lines().toList();
    int line = 0;
    while (line < Math.min(left.size(), right.size()) && left.get(line).equals(right.get(line))) {
      line++;
    }
    return line + 1;
  }
}
