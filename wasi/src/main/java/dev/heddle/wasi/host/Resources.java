package dev.heddle.wasi.host;

import dev.heddle.wasi.Errno;
import dev.heddle.wasi.WasiException;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Finds directories on a class path. Thread-safe. */
public final class Resources {

  /** Jars stay open, as class loaders keep them open, too. */
  private static final Map<Path, FileSystem> JARS = new ConcurrentHashMap<>();

  private Resources() {}

  /**
   * Finds a directory.
   *
   * @param name without a slash at its ends
   * @throws WasiException with {@link Errno#NOENT} if there is none, {@link Errno#NOTSUP} if it is
   *     where Java has no file system for
   */
  public static Path directory(ClassLoader loader, String name) throws IOException {
    URL found = loader.getResource(name + "/");
    if (found == null) {
      found = loader.getResource(name);
    }
    if (found == null) {
      throw new WasiException(Errno.NOENT, "nothing on the class path is named " + name);
    }
    try {
      if (found.openConnection() instanceof JarURLConnection inJar) {
        Path jar = Path.of(inJar.getJarFileURL().toURI()).toRealPath();
        return jar(jar).getPath("/" + inJar.getEntryName());
      }
      return Path.of(found.toURI());
    } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
      throw new WasiException(Errno.NOTSUP, found + " is not in a directory or jar of the host's");
    }
  }

  private static FileSystem jar(Path file) throws IOException {
    FileSystem known = JARS.get(file);
    if (known != null) {
      return known;
    }
    FileSystem opened = FileSystems.newFileSystem(file);
    FileSystem other = JARS.putIfAbsent(file, opened);
    if (other == null) {
      return opened;
    }
    opened.close();
    return other;
  }
}
