package dev.heddle.cli.run;

import dev.heddle.cli.shell.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.Optional;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;

/** A flight recording of a run, with the JDK's settings for profiles. */
final class Recorder implements AutoCloseable {

  private static final String SETTINGS = "profile";

  private final Path file;
  private final Recording recording;

  private Recorder(Path file) throws IOException, ParseException {
    this.file = file;
    this.recording = new Recording(Configuration.getConfiguration(SETTINGS));
    recording.setName("heddle");
    recording.setDestination(file);
    recording.start();
  }

  /** Starts one, if one is wanted. */
  static Optional<Recorder> start(Optional<Path> file) {
    return file.map(where -> {
      try {
        if (Files.isDirectory(where)) {
          throw new Failure("--profile " + where + ": is a directory");
        }
        return new Recorder(where);
      } catch (IOException | ParseException e) {
        throw new Failure("--profile " + where + ": cannot be written: " + e.getMessage());
      }
    });
  }

  /** Where it is written to. */
  Path file() {
    return file;
  }

  /** Stops it, which writes it. */
  @Override
  public void close() {
    recording.close();
  }
}
