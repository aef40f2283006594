package dev.heddle.wasi;

/**
 * How a program ended.
 *
 * @param code what it gave to {@code proc_exit}; 0 if it just returned; 128 and the number of the
 *     signal if it raised one
 */
public record ExitStatus(int code) {

  /** That of a program that ended well. */
  public static final ExitStatus SUCCESS = new ExitStatus(0);

  /** Whether the program says that all went well. */
  public boolean isSuccess() {
    return code == 0;
  }
}
