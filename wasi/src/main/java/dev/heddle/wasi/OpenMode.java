package dev.heddle.wasi;

/**
 * How a file is to be opened.
 *
 * @param reads whether it is to be read
 * @param writes whether it is to be written
 * @param creates whether it is to be made if it is not there
 * @param isNew whether it must not be there
 * @param truncates whether what it has is to be thrown away
 */
public record OpenMode(
    boolean reads, boolean writes, boolean creates, boolean isNew, boolean truncates) {

  /** To read what is there. */
  public static final OpenMode READ = new OpenMode(true, false, false, false, false);

  /** Whether opening or using it may change the file system. */
  public boolean changes() {
    return writes || creates || truncates;
  }
}
