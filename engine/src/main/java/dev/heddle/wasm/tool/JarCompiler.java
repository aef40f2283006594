package dev.heddle.wasm.tool;

import dev.heddle.wasm.Limits;
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

/**
 * Makes a jar of a module that has the module and the classes that its functions become. For
 * Heddle's own programs. Thread-safe: it keeps nothing.
 */
public final class JarCompiler {

  /** The same for all: equal modules make equal jars. */
  private static final LocalDateTime TIME = LocalDateTime.of(2026, 1, 1, 0, 0);

  private static final int DIGITS = 12;

  private JarCompiler() {}

  /** Told how far it is. */
  @FunctionalInterface
  public interface Progress {

    /**
     * So many functions have been compiled.
     *
     * @param done how many
     * @param of how many there are
     */
    void compiled(int done, int of);
  }

  /**
   * Compiles a module.
   *
   * @param bytes the module
   * @param name where in the jar the module will be
   * @param metered whether there shall be classes for instances with fuel, too
   * @param jar the file to be written
   * @return the names of the functions that are too large, and will be interpreted
   * @throws dev.heddle.wasm.WasmException if it is no valid module
   */
  public static List<String> compile(
      byte[] bytes, String name, boolean metered, Path jar, Progress progress) throws IOException {
    LoadedModule module = LoadedModule.load(bytes, Limits.defaults());
    String digest = CacheSource.digest(bytes);
    Map<String, byte[]> files = new LinkedHashMap<>();
    List<String> services = new ArrayList<>();
    List<String> interpreted = new ArrayList<>();
    files.put(name, bytes);
    List<Boolean> ways = metered ? List.of(false, true) : List.of(false);
    int all = module.definedFunctions() * ways.size();
    for (boolean way : ways) {
      AheadOfTime compiler = new AheadOfTime(module, way, digest.substring(0, DIGITS));
      int before = way ? module.definedFunctions() : 0;
      compiler.run(done -> progress.compiled(before + done, all));
      files.put(name + (way ? JarSource.METERED_INDEX : JarSource.INDEX), compiler.index());
      files.putAll(compiler.files());
      services.add(compiler.mainClass());
      for (int functionIndex : compiler.interpreted()) {
        interpreted.add(module.functionName(functionIndex));
      }
    }
    files.put(
        "META-INF/services/" + CompiledFunctions.class.getName(),
        (String.join("\n", services) + "\n").getBytes(StandardCharsets.UTF_8));
    try (OutputStream out = Files.newOutputStream(jar)) {
      write(out, manifest(name, digest), files);
    }
    return interpreted;
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
