package dev.heddle.examples.sql.file;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Makes directories durable, so that a new or a removed file stays so when the power fails. */
final class Directories {

  private Directories() {}

  /** Puts the directory's entries on stable storage. Blocks. */
  static void sync(Path directory) throws IOException {
    if (File.separatorChar == '\\') {
      return; // Windows cannot, and its file systems log their directories.
    }
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
