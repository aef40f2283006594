package dev.heddle.cli.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Finds out which standard streams are terminals. Java does not tell for each of them; the start
 * script does, and so does Linux.
 */
final class Terminals {

  /** Of the start script: the numbers of the streams that are, e.g. {@code 02}. */
  private static final String PROPERTY = "heddle.terminals";

  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  private Terminals() {}

  static Set<Integer> ofProcess() {
    String told = System.getProperty(PROPERTY);
    Set<Integer> found = new HashSet<>();
    for (int stream = 0; stream <= 2; stream++) {
      if (told != null ? told.indexOf('0' + stream) >= 0 : isTerminal(stream)) {
        found.add(stream);
      }
    }
    return found;
  }

  private static boolean isTerminal(int stream) {
    try {
      String device =
          Files.readSymbolicLink(DESCRIPTORS.resolve(String.valueOf(stream))).toString();
      return device.startsWith("/dev/pts/")
          || device.startsWith("/dev/tty")
          || device.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }
}
