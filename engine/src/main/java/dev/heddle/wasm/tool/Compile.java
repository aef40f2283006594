package dev.heddle.wasm.tool;

import dev.heddle.wasm.Limits;
import dev.heddle.wasm.WasmException;
import dev.heddle.wasm.compile.AheadOfTime;
import dev.heddle.wasm.load.LoadedModule;
import dev.heddle.wasm.store.CacheSource;
import dev.heddle.wasm.store.CompiledForm;
import dev.heddle.wasm.store.CompiledFunctions;
import dev.heddle.wasm.store.JarFiles;
import dev.heddle.wasm.store.JarSource;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
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

  /** The same for all: equal modules make equal jars. */
  private static final LocalDateTime TIME = LocalDateTime.of(2026, 1, 1, 0, 0);

  private static final int DIGITS = 12;

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
      write(
          jar,
          resource == null ? name : resource,
          Files.readAllBytes(module),
          metered ? List.of(false, true) : List.of(false));
    } catch (WasmException e) {
      return module + ": " + e.getMessage();
    }
    return null;
  }

  private static void write(Path jar, String name, byte[] bytes, List<Boolean> ways)
      throws IOException {
    LoadedModule module = LoadedModule.load(bytes, Limits.defaults());
    String digest = CacheSource.digest(bytes);
    Map<String, byte[]> files = new LinkedHashMap<>();
    List<String> services = new ArrayList<>();
    files.put(name, bytes);
    for (boolean metered : ways) {
      AheadOfTime compiler = new AheadOfTime(module, metered, digest.substring(0, DIGITS));
      compiler.run();
      files.put(name + (metered ? JarSource.METERED_INDEX : JarSource.INDEX), compiler.index());
      files.putAll(compiler.files());
      services.add(compiler.mainClass());
      for (int functionIndex : compiler.interpreted()) {
        System.err.println(
            module.functionName(functionIndex) + " is too large, and will be interpreted");
      }
    }
    files.put(
        "META-INF/services/" + CompiledFunctions.class.getName(),
        (String.join("\n", services) + "\n").getBytes(StandardCharsets.UTF_8));
    try (OutputStream out = Files.newOutputStream(jar)) {
      write(out, manifest(name, digest), files);
    }
  }

  private static Manifest manifest(String name, String digest) {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(new Attributes.Name(JarFiles.MODULE), name);
    attributes.put(new Attributes.Name("Heddle-Module-SHA-256"), digest);
    attributes.put(new Attributes.Name("Heddle-Form"), CompiledForm.current());
    return manifest;
  }

  private static void write(OutputStream out, Manifest manifest, Map<String, byte[]> files)
      throws IOException {
    try (JarOutputStream jar = new JarOutputStream(out)) {
      start(jar, "META-INF/MANIFEST.MF");
      manifest.write(jar);
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        start(jar, file.getKey());
        jar.write(file.getValue());
      }
    }
  }

  private static void start(JarOutputStream jar, String name) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(TIME);
    jar.putNextEntry(entry);
  }
}
