package dev.heddle.wasi;

/**
 * What is behind a name or a descriptor; its code is its place among the constants. Source: WASI
 * preview 1, {@code filetype}.
 */
public enum FileType {
  /** Something else, or not known. */
  UNKNOWN,
  /** A block device. */
  BLOCK_DEVICE,
  /** A character device: a terminal. */
  CHARACTER_DEVICE,
  /** A directory. */
  DIRECTORY,
  /** A file with content. */
  REGULAR_FILE,
  /** A socket for datagrams. */
  SOCKET_DGRAM,
  /** A socket for a stream of bytes. */
  SOCKET_STREAM,
  /** A symbolic link. */
  SYMBOLIC_LINK;

  /** The number that the guest gets. */
  public int code() {
    return ordinal();
  }
}
