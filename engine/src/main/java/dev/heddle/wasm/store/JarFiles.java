package dev.heddle.wasm.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/** Jars with a module and its classes, opened by their paths. */
public final class JarFiles {

  /** The attribute of the manifest that names the module among the files of the jar. */
  public static final String MODULE = "Heddle-Module";

  private JarFiles() {}

  /**
   * What a jar has.
   *
   * @param module the bytes of the module, or the first of them
   * @param source its classes
   */
  public record Content(byte[] module, CodeSource source) {}

  /** Whether a file is a jar, going by its first bytes. */
  public static boolean isJar(Path file) throws IOException {
    try (InputStream stream = Files.newInputStream(file)) {
      byte[] start = stream.readNBytes(4);
      return start.length == 4
          && start[0] == 'P'
          && start[1] == 'K'
          && start[2] == 3
          && start[3] == 4;
    }
  }

  /**
   * Opens a jar. Its classes are loaded when they are needed, and go when nobody has the module any
   * more.
   *
   * @param most how many bytes of the module are read
   * @throws IOException if it has no module, or its classes were made for another engine
   */
  public static Content open(Path file, int most) throws IOException {
    try (JarFile jar = new JarFile(file.toFile())) {
      Manifest manifest = jar.getManifest();
      String name = manifest == null ? null : manifest.getMainAttributes().getValue(MODULE);
      InputStream stream = name == null ? null : open(jar, name);
      if (name == null || stream == null) {
        throw new FileNotFoundException(
            file + ": a jar whose manifest names no WebAssembly module as " + MODULE);
      }
      byte[] module;
      try (stream) {
        module = stream.readNBytes(most);
      }
      String loaderName = String.valueOf(file.getFileName());
      URL url = file.toUri().toURL();
      JarSource source =
          JarSource.beside(
              module,
              file + ", " + name,
              suffix -> open(jar, name + suffix),
              () -> new JarLoader(loaderName, url),
              true);
      if (source == null) {
        throw new FileNotFoundException(file + ": there are no compiled functions of " + name);
      }
      return new Content(module, source);
    }
  }

  private static @Nullable InputStream open(JarFile jar, String name) throws IOException {
    ZipEntry entry = jar.getEntry(name);
    return entry == null ? null : jar.getInputStream(entry);
  }
}
