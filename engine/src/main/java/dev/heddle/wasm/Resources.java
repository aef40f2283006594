package dev.heddle.wasm;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;

/** Opens resources of the class path, and says which one is not there. */
final class Resources {

  private Resources() {}

  /** Opens a resource named as {@link Class#getResourceAsStream} wants it. */
  static InputStream open(Class<?> neighbour, String name) throws IOException {
    InputStream stream = neighbour.getResourceAsStream(name);
    if (stream != null) {
      return stream;
    }
    Module module = neighbour.getModule();
    String folder = neighbour.getPackageName().replace('.', '/');
    String path =
        name.startsWith("/") ? name.substring(1) : folder.isEmpty() ? name : folder + "/" + name;
    throw new FileNotFoundException(
        "resource "
            + path
            + ", beside "
            + neighbour.getName()
            + ", is not on the class path"
            + (module.isNamed()
                ? ", or in a package that module "
                    + module.getName()
                    + " does not open: 'opens "
                    + neighbour.getPackageName()
                    + " to dev.heddle.engine'"
                : ""));
  }
}
