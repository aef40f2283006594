package dev.heddle.vertx.capability;

import dev.heddle.vertx.json.JsonFields;
import io.vertx.core.json.JsonObject;

/**
 * That a guest may have the files in a directory. Not thread-safe.
 *
 * <p>As JSON, of which only the directory has to be said: {@code {"directory": "/var/lib/prices",
 * "readOnly": true, "maxOpenFiles": 16, "maxFileBytes": 16777216}}.
 */
public final class FilesGrant {

  /** How many files a call may have open, if nothing is said. */
  public static final int DEFAULT_MAX_OPEN_FILES = 16;

  /** How long files may become, if nothing is said. */
  public static final long DEFAULT_MAX_FILE_BYTES = 16 << 20;

  private String directory;
  private boolean readOnly = true;
  private int maxOpenFiles = DEFAULT_MAX_OPEN_FILES;
  private long maxFileBytes = DEFAULT_MAX_FILE_BYTES;

  /** The files in a directory, to be read only. */
  public FilesGrant(String directory) {
    this.directory = directory;
  }

  /** A copy. */
  public FilesGrant(FilesGrant other) {
    directory = other.directory;
    readOnly = other.readOnly;
    maxOpenFiles = other.maxOpenFiles;
    maxFileBytes = other.maxFileBytes;
  }

  /**
   * What JSON says.
   *
   * @throws IllegalArgumentException if it says something else; the message says what and where
   */
  public FilesGrant(JsonObject json) {
    this("");
    new JsonFields("files", json)
        .text("directory", this::setDirectory)
        .truth("readOnly", this::setReadOnly)
        .integer("maxOpenFiles", 1, this::setMaxOpenFiles)
        .longInteger("maxFileBytes", 0, this::setMaxFileBytes)
        .end();
    if (directory.isEmpty()) {
      throw new IllegalArgumentException("files.directory: expected a directory, found nothing");
    }
  }

  /** The same as JSON. */
  public JsonObject toJson() {
    return new JsonObject()
        .put("directory", directory)
        .put("readOnly", readOnly)
        .put("maxOpenFiles", maxOpenFiles)
        .put("maxFileBytes", maxFileBytes);
  }

  public String getDirectory() {
    return directory;
  }

  /** Sets the directory, whose own path may go through links. */
  public FilesGrant setDirectory(String path) {
    directory = path;
    return this;
  }

  public boolean isReadOnly() {
    return readOnly;
  }

  /** Sets whether files may only be read; they may by default. */
  public FilesGrant setReadOnly(boolean only) {
    readOnly = only;
    return this;
  }

  public int getMaxOpenFiles() {
    return maxOpenFiles;
  }

  /** Sets how many files a call may have open at a time. */
  public FilesGrant setMaxOpenFiles(int files) {
    maxOpenFiles = files;
    return this;
  }

  public long getMaxFileBytes() {
    return maxFileBytes;
  }

  /** Sets how long the guest may make a file, and what it may take in one piece. */
  public FilesGrant setMaxFileBytes(long bytes) {
    maxFileBytes = bytes;
    return this;
  }
}
