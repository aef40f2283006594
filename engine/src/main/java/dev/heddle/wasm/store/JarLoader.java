package dev.heddle.wasm.store;

import java.net.URL;
import java.net.URLClassLoader;
import org.jspecify.annotations.Nullable;

/** Loads the classes of a jar that one module alone uses. Thread-safe. */
final class JarLoader extends URLClassLoader {

  /** What is to be there as long as the classes are. */
  volatile @Nullable Object companion;

  JarLoader(String name, URL jar) {
    super(name, new URL[] {jar}, JarLoader.class.getClassLoader());
  }
}
