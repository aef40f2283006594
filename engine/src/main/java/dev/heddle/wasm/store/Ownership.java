package dev.heddle.wasm.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * Whose a file is and who may do what with it, as Unix has it.
 *
 * @param user the number of the user
 * @param mode its permissions and the bits beside them
 */
record Ownership(int user, int mode) {

  private static final int WRITABLE_BY_OTHERS = 0022;
  private static final int STICKY = 01000;
  private static final int PERMISSIONS = 07777;

  /** That of a file, not of one that it is a link to. */
  static Ownership of(Path file) throws IOException {
    Map<String, Object> of = Files.readAttributes(file, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS);
    return new Ownership(
        (int) Objects.requireNonNull(of.get("uid")), (int) Objects.requireNonNull(of.get("mode")));
  }

  /** Whether others than its user may write to it: its group, or everybody. */
  boolean isWritableByOthers() {
    return (mode & WRITABLE_BY_OTHERS) != 0;
  }

  /** Of a directory: whether what is in it can be removed by whose it is, and nobody else. */
  boolean isSticky() {
    return (mode & STICKY) != 0;
  }

  /** The mode as {@code chmod} takes it. */
  String octal() {
    return Integer.toOctalString(mode & PERMISSIONS);
  }
}
