package dev.heddle.wasm;

import dev.heddle.wasm.store.CacheDirectory;
import dev.heddle.wasm.store.CompiledForm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A directory that keeps compiled functions of guests from one run of a program to the next: what
 * an earlier run has used is executed as JVM bytecode from its first call on.
 *
 * <p>Given to a {@link ModuleLoader}. There is a file for each module, found by the SHA-256 of the
 * module's bytes, the version of the engine and whether fuel is counted; files of other versions
 * are left alone until there are too many bytes. Functions that were called are written in the
 * background. Several JVMs may use a directory at the same time; what is damaged or missing is
 * compiled again, and never more than that.
 *
 * <p>Whoever can write to the directory decides what this program executes. So it must belong to
 * the user, and nobody else may write to it or replace it. Where files have POSIX owners and
 * permissions this is checked; elsewhere, as on Windows, the program has to see to it.
 *
 * <p>Immutable and thread-safe.
 */
public final class CodeCache {

  /** How many bytes the files of a cache have at most, unless something else is said: 256 MiB. */
  public static final long STANDARD_BYTES = 256L << 20;

  private static final @Nullable String PROPERTY = System.getProperty("heddle.cache");

  private static @Nullable CodeCache standard;

  private final CacheDirectory directory;

  private CodeCache(CacheDirectory directory) {
    this.directory = directory;
  }

  /** A cache in a directory, which is made if it is not there. */
  public static CodeCache in(Path directory) throws IOException {
    return in(directory, STANDARD_BYTES);
  }

  /**
   * The same with a bound.
   *
   * @param maxBytes how many bytes all of its files may have together; those go first that were not
   *     used for the longest time
   * @throws IOException if the directory cannot be made or written to, or if other users may write
   *     to it or to one that it is in; the message says which, and to whom it belongs
   */
  public static CodeCache in(Path directory, long maxBytes) throws IOException {
    if (maxBytes < 0) {
      throw new IllegalArgumentException("maxBytes must be at least 0, not " + maxBytes);
    }
    CompiledForm.current();
    return new CodeCache(CacheDirectory.open(directory, maxBytes));
  }

  /**
   * That of the system property {@code heddle.cache}, or null if it names no directory.
   *
   * @throws UncheckedIOException if it names one that cannot be used
   */
  static synchronized @Nullable CodeCache standard() {
    CodeCache known = standard;
    if (known == null && PROPERTY != null) {
      try {
        known = in(Path.of(PROPERTY));
      } catch (IOException e) {
        throw new UncheckedIOException("system property heddle.cache: " + e.getMessage(), e);
      }
      standard = known;
    }
    return known;
  }

  /** What it is made of. */
  CacheDirectory directory() {
    return directory;
  }
}
