import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Writes down which classes the engine initialises before guests run: all of the packages that run
 * guests, and of those that guests come to besides, what lowering names and all that look as if
 * they had anything to initialise. A test compares that with the class files.
 *
 * <p>Usage: {@code java ClassLists.java SOURCES OUTPUT}. Into each of those packages goes a class
 * that lists the others, as some are for their package alone; {@code link.PreparedClasses} has all
 * lists. Of packages that are exported only what is public is listed, and there. A file that would
 * not change is left alone.
 */
final class ClassLists {

  private static final String ROOT = "dev.heddle.wasm";

  /** What runs guests, and lowers functions or asks for their compilation meanwhile. */
  private static final List<String> RUNNING =
      List.of("code", "execute", "instruction", "lower", "runtime", "tier");

  /** What that uses, and of which most is loaded with a module, or not at all. */
  private static final List<String> USED = List.of("decode", "module");

  private static final List<String> EXPORTED = List.of(ROOT, ROOT + ".types");

  /**
   * What the compiler makes an initialiser for: enums, constants that are not written as numbers,
   * those of interfaces, blocks; and switches, as the tables of those over enums are classes, but
   * not those over what is a number by its name.
   */
  private static final Pattern INITIALIZES =
      Pattern.compile(
          "\\benum \\w+ .*\\{"
              + "|\\bstatic final (?!(byte|short|int|long) \\w+ = [^(]*;)"
              + "|^  [A-Z]\\w+ [A-Z_0-9]+ ="
              + "|\\bstatic \\{"
              + "|\\bswitch \\((?!opcode\\b|code\\b|flags\\b)",
          Pattern.MULTILINE);

  private static final Pattern PUBLIC = Pattern.compile("^public ", Pattern.MULTILINE);

  private final Path sources;
  private final Path output;

  private ClassLists(Path sources, Path output) {
    this.sources = sources;
    this.output = output;
  }

  public static void main(String[] args) throws IOException {
    if (args.length != 2) {
      System.err.println("usage: ClassLists.java SOURCES OUTPUT");
      System.exit(2);
    }
    new ClassLists(Path.of(args[0]), Path.of(args[1])).write();
  }

  private void write() throws IOException {
    List<String> lists = new ArrayList<>();
    for (String name : RUNNING) {
      lists.add(list(name, file -> true));
    }
    for (String name : USED) {
      String lowering = imports("lower");
      lists.add(
          list(
              name,
              file -> contains(file, INITIALIZES) || lowering.contains(importOf(name, file))));
    }
    for (String name : EXPORTED) {
      List<String> classes =
          classes(name, file -> contains(file, INITIALIZES) && contains(file, PUBLIC));
      lists.add("List.<Class<?>>of(" + String.join(", ", classes) + ")");
    }
    write(ROOT + ".link", "PreparedClasses", "List<List<Class<?>>>", lists);
  }

  /** Writes the list of a package, and returns what it is to be called by. */
  private String list(String name, Predicate<Path> which) throws IOException {
    String packageName = ROOT + "." + name;
    String list = Character.toUpperCase(name.charAt(0)) + name.substring(1) + "Classes";
    write(packageName, list, "List<Class<?>>", classes(packageName, which));
    return packageName + "." + list + ".all()";
  }

  private List<String> classes(String packageName, Predicate<Path> which) throws IOException {
    List<String> classes = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder(sources, packageName))) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".java") && !name.equals("package-info.java") && which.test(file)) {
          classes.add(packageName + "." + name.replace(".java", ".class"));
        }
      }
    }
    return classes;
  }

  /** What the files of a package import, and more of their text. */
  private String imports(String name) throws IOException {
    try (Stream<Path> files = Files.list(folder(sources, ROOT + "." + name))) {
      StringBuilder all = new StringBuilder();
      for (Path file : files.sorted().toList()) {
        all.append(Files.readString(file));
      }
      return all.toString();
    }
  }

  private static String importOf(String name, Path file) {
    return "import "
        + ROOT
        + "."
        + name
        + "."
        + file.getFileName().toString().replace(".java", ";");
  }

  private static boolean contains(Path file, Pattern wanted) {
    try {
      return wanted.matcher(Files.readString(file)).find();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(String packageName, String name, String type, List<String> elements)
      throws IOException {
    String text =
        """
        package %1$s;

        import java.util.List;

        /** Made of the files that there are, by {@code .mvn/ClassLists.java}. */
        public final class %2$s {

          private %2$s() {}

          /** What is to be initialised before guests run; what is nested in it is, too. */
          public static %3$s all() {
            return List.of(
                %4$s);
          }
        }
        """
            .formatted(packageName, name, type, String.join(",\n        ", elements));
    Path file = folder(output, packageName).resolve(name + ".java");
    if (!Files.exists(file) || !Files.readString(file).equals(text)) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    }
  }

  private static Path folder(Path root, String packageName) {
    return root.resolve(packageName.replace('.', '/'));
  }
}
