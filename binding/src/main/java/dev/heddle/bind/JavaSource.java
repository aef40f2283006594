package dev.heddle.bind;

import dev.heddle.bind.method.JavaNames;
import dev.heddle.bind.source.InterfaceWriter;
import dev.heddle.wasm.WasmModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of Java source, written from a module: the interface of its exports or of its imports.
 * Immutable and thread-safe.
 *
 * <p>A module knows only numbers: which two of them are a {@code String}, its author knows. The
 * interfaces are what binds at once, and what to start from.
 *
 * @param packageName the package; empty for none
 * @param name the interface
 * @param text what is in the file
 */
public record JavaSource(String packageName, String name, String text) {

  private static final String USAGE =
      "usage: JavaSource [--package NAME] [--name NAME] [--to FOLDER] [--plain] MODULE.wasm";

  /**
   * The interfaces of a module: {@code NAME} with its exports, and {@code NAMEImports} with its
   * imports, if it has any.
   *
   * @param plain whether methods of exports return values, and not {@code Mono}s
   */
  public static List<JavaSource> of(
      WasmModule module, String packageName, String name, boolean plain) {
    InterfaceWriter writer = new InterfaceWriter(module, packageName, plain);
    List<JavaSource> sources = new ArrayList<>();
    sources.add(writer.exports(name));
    writer.imports(name + "Imports").ifPresent(sources::add);
    return sources;
  }

  /** Writes the file where the compiler looks for it, below a folder. */
  public Path write(Path folder) throws IOException {
    Path file = folder.resolve(packageName.replace('.', '/')).resolve(name + ".java");
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  /**
   * Writes the interfaces of a module, and prints the names of the files; what {@code heddle:bind}
   * runs. Without a name the file's is taken.
   */
  public static void main(String[] arguments) throws IOException {
    String packageName = "";
    String name = "";
    Path folder = Path.of("");
    boolean plain = false;
    List<String> files = new ArrayList<>();
    for (int i = 0; i < arguments.length; i++) {
      boolean last = i + 1 == arguments.length;
      switch (arguments[i]) {
        case "--plain" -> plain = true;
        case "--package" -> packageName = last ? usage() : arguments[++i];
        case "--name" -> name = last ? usage() : arguments[++i];
        case "--to" -> folder = Path.of(last ? usage() : arguments[++i]);
        default -> files.add(arguments[i]);
      }
    }
    if (files.size() != 1 || files.getFirst().startsWith("--")) {
      usage();
    }
    Path file = Path.of(files.getFirst());
    String own = name.isEmpty() ? nameOf(file) : name;
    for (JavaSource source : of(WasmModule.load(file), packageName, own, plain)) {
      System.out.println(source.write(folder));
    }
  }

  private static String nameOf(Path file) {
    return JavaNames.type(String.valueOf(file.getFileName()).replaceAll("\\.wasm$", ""));
  }

  private static String usage() {
    throw new IllegalArgumentException(USAGE);
  }
}
