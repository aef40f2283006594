package dev.heddle.wasm;

import dev.heddle.wasm.load.LoadedModule;
import dev.heddle.wasm.store.CacheSource;
import dev.heddle.wasm.store.CodeSource;
import dev.heddle.wasm.store.JarFiles;
import dev.heddle.wasm.store.JarSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Loads modules where more is to be said than {@link WasmModule#load(Path)} says: limits, and where
 * compiled code is kept.
 *
 * <pre>{@code
 * WasmModule module =
 *     ModuleLoader.standard().cache(CodeCache.in(Path.of("cache"))).load(Path.of("shop.wasm"));
 * }</pre>
 *
 * <p>All ways of loading throw what {@link WasmModule} says. Immutable and thread-safe.
 */
public final class ModuleLoader {

  private static final ModuleLoader STANDARD = new ModuleLoader(Limits.defaults(), null);

  private final Limits limits;
  private final @Nullable CodeCache cache;

  private ModuleLoader(Limits limits, @Nullable CodeCache cache) {
    this.limits = limits;
    this.cache = cache;
  }

  /**
   * One with the default limits, and without a cache, unless the system property {@code
   * heddle.cache} names a directory for one.
   */
  public static ModuleLoader standard() {
    return STANDARD;
  }

  /** The same with other limits. */
  public ModuleLoader limits(Limits other) {
    return new ModuleLoader(Objects.requireNonNull(other, "limits"), cache);
  }

  /** The same with a cache. Code that was compiled ahead of time comes first. */
  public ModuleLoader cache(CodeCache other) {
    return new ModuleLoader(limits, Objects.requireNonNull(other, "cache"));
  }

  /**
   * Loads a module from a file in the binary format, or from a jar that {@code
   * dev.heddle.wasm.tool.Compile} has made of one.
   *
   * @throws IOException also if the jar was made by another version of the engine
   */
  public WasmModule load(Path file) throws IOException {
    if (JarFiles.isJar(file)) {
      JarFiles.Content content = JarFiles.open(file, most());
      return load(content.module(), content.source());
    }
    try (InputStream stream = Files.newInputStream(file)) {
      return load(stream);
    }
  }

  /**
   * Loads a module from a resource of the class path, see {@link WasmModule#load(Class, String)}.
   *
   * @throws IOException also if there is code that was compiled ahead of time, but from another
   *     module or by another version of the engine
   */
  public WasmModule load(Class<?> neighbour, String resource) throws IOException {
    byte[] bytes;
    try (InputStream stream = Resources.open(neighbour, resource)) {
      bytes = stream.readNBytes(most());
    }
    ClassLoader own = neighbour.getClassLoader();
    ClassLoader loader = own == null ? ClassLoader.getSystemClassLoader() : own;
    return load(
        bytes,
        JarSource.beside(
            bytes,
            resource,
            suffix -> neighbour.getResourceAsStream(resource + suffix),
            () -> loader,
            false));
  }

  /**
   * Loads a module from a stream in the binary format. The stream is read to its end, or to {@link
   * Limits#maxModuleBytes()} and one more byte, and left open.
   */
  public WasmModule load(InputStream stream) throws IOException {
    Objects.requireNonNull(
        stream, "stream: null is what Class.getResourceAsStream gives where there is no resource");
    return load(stream.readNBytes(most()), null);
  }

  /** Loads a module from bytes in the binary format, which are copied. */
  public WasmModule load(byte[] bytes) {
    return load(bytes.clone(), null);
  }

  private int most() {
    return (int) Math.min(limits.maxModuleBytes() + 1L, Integer.MAX_VALUE);
  }

  private LoadedModule load(byte[] bytes, @Nullable CodeSource compiled) {
    CodeCache used = cache != null ? cache : CodeCache.standard();
    CodeSource source =
        compiled == null && used != null && bytes.length <= limits.maxModuleBytes()
            ? new CacheSource(used.directory(), bytes)
            : compiled;
    LoadedModule module = LoadedModule.load(bytes, limits);
    if (source != null) {
      module.attach(CodeSource.class, source);
    }
    return module;
  }
}
