package dev.heddle.wasm.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How much address space may be asked for at a time without taking memory from anybody.
 *
 * <p>Windows counts all of a private mapping as memory in use, and so does Linux where it is told
 * not to promise more than it has. Elsewhere only what is touched counts.
 */
final class AddressSpace {

  private static final Path OVERCOMMIT = Path.of("/proc/sys/vm/overcommit_memory");
  private static final Path MEMORY = Path.of("/proc/meminfo");

  /** The policy by which Linux refuses what is obviously too much, which is more than it has. */
  private static final String HEURISTIC = "0";

  /** The policy by which it refuses nothing. */
  private static final String ALWAYS = "1";

  private static final String TOTAL = "MemTotal:";

  private AddressSpace() {}

  /** So many bytes, on this machine. */
  static long freeOfCharge() {
    String system = System.getProperty("os.name", "");
    if (system.startsWith("Mac")) {
      return Long.MAX_VALUE;
    }
    if (!system.startsWith("Linux")) {
      return 0;
    }
    try {
      return freeOfCharge(Files.readString(OVERCOMMIT).strip(), Files.readAllLines(MEMORY));
    } catch (IOException e) {
      return 0;
    }
  }

  /**
   * So many bytes, on a machine with Linux.
   *
   * @param policy for promising more memory than there is
   * @param memory what {@code /proc/meminfo} says
   */
  static long freeOfCharge(String policy, List<String> memory) {
    if (policy.equals(ALWAYS)) {
      return Long.MAX_VALUE;
    }
    if (policy.equals(HEURISTIC)) {
      for (String line : memory) {
        if (line.startsWith(TOTAL)) {
          String kibibytes = line.substring(TOTAL.length()).replace("kB", "").strip();
          return Long.parseLong(kibibytes) << 10;
        }
      }
    }
    return 0;
  }
}
