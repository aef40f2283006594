package dev.heddle.vertx.capability;

import dev.heddle.vertx.abi.CapabilityError;
import dev.heddle.vertx.abi.Refusal;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The path of a file below a directory, as a guest writes it: names with slashes in between, or a
 * dot for the directory itself. No name leads up or elsewhere. Immutable and thread-safe.
 */
record FilePath(List<String> names) {

  /** Reads a path. */
  static FilePath of(String text) {
    List<String> names = new ArrayList<>();
    if (!text.equals(".")) {
      for (String name : text.split("/", -1)) {
        Refusal.when(name.equals("..") || text.startsWith("/"), CapabilityError.DENIED);
        Refusal.when(
            name.isEmpty() || name.equals(".") || !isOneName(name), CapabilityError.INVALID);
        names.add(name);
      }
    }
    return new FilePath(List.copyOf(names));
  }

  /** Systems differ in what separates names, and in what else may stand in a path. */
  private static boolean isOneName(String name) {
    try {
      Path path = Path.of(name);
      return path.getRoot() == null && path.getNameCount() == 1;
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
