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
 * guests, and of those that guests come to besides, all that look as if they had anything to
 * initialise. A test compares that with the class files.
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
      List.of("execute", "instruction", "lower", "runtime", "tier");

  /** What that uses, and of which most is loaded with a module, or not at all. */
  private static final List<String> USED = List.of("code", "decode", "module");

  private static final List<String> EXPORTED = List.of(ROOT, ROOT + ".types");

  /** Interfaces may have constants; tables of switches over enums are classes of their own. */
  private static final Pattern INITIALIZES =
      Pattern.compile("\\benum\\b|\\binterface\\b|\\bstatic final\\b|\\bstatic \\{|\\bswitch \\(");

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
      lists.add(list(name, file -> contains(file, INITIALIZES)));
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
