package dev.heddle.wasm.tool;

import dev.heddle.wasm.WasmException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Compiles a module ahead of time: makes a jar of it that has the module and the classes that its
 * functions become, so that none is generated where it is executed.
 *
 * <p>Usage: {@code java -cp heddle-engine.jar dev.heddle.wasm.tool.Compile shop.wasm -o shop.jar}.
 * With {@code --metered} there are classes for instances with fuel, too; {@code --resource
 * guests/shop.wasm} says where in the jar the module is, if not at its root.
 */
public final class Compile {

  private static final String USAGE =
      "usage: Compile MODULE.wasm [-o JAR] [--metered] [--resource NAME]";

  private Compile() {}

  /** Runs it on arguments of the command line. */
  public static void main(String[] arguments) throws IOException {
    String failure = run(arguments);
    if (failure != null) {
      System.err.println(failure);
      System.exit(1);
    }
  }

  /** What was wrong, or null. */
  static @Nullable String run(String... arguments) throws IOException {
    Path module = null;
    Path jar = null;
    String resource = null;
    boolean metered = false;
    for (int i = 0; i < arguments.length; i++) {
      String each = arguments[i];
      boolean more = i + 1 < arguments.length;
      if (each.equals("-o") && more) {
        jar = Path.of(arguments[++i]);
      } else if (each.equals("--resource") && more) {
        resource = arguments[++i];
      } else if (each.equals("--metered")) {
        metered = true;
      } else if (each.startsWith("-") || module != null) {
        return USAGE;
      } else {
        module = Path.of(each);
      }
    }
    if (module == null) {
      return USAGE;
    }
    String name = String.valueOf(module.getFileName());
    if (jar == null) {
      jar = module.resolveSibling(name.replaceFirst("\\.wasm$", "") + ".jar");
    }
    try {
      JarCompiler.compile(
              Files.readAllBytes(module),
              resource == null ? name : resource,
              metered,
              jar,
              (done, of) -> {})
          .forEach(
              function -> System.err.println(function + " is too large, and will be interpreted"));
    } catch (WasmException e) {
      return module + ": " + e.getMessage();
    }
    return null;
  }
}
