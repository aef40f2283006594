package dev.heddle.cli.shell;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.Set;

/**
 * What a command is started with. Standard streams are without buffers, and say when they fail,
 * which {@link System#out} does not. Immutable.
 *
 * @param environment the variables
 * @param in the standard input
 * @param out the standard output
 * @param err the output for errors
 * @param terminals which of the streams 0, 1 and 2 are terminals
 */
public record Shell(
    Map<String, String> environment,
    InputStream in,
    OutputStream out,
    OutputStream err,
    Set<Integer> terminals) {

  /** Those of this process. */
  public static Shell ofProcess() {
    return new Shell(
        System.getenv(),
        new FileInputStream(FileDescriptor.in),
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err),
        Terminals.ofProcess());
  }

  /** Whether errors may be coloured, and lines be overwritten there. */
  public boolean isColourful() {
    return isInteractive() && environment.getOrDefault("NO_COLOR", "").isEmpty();
  }

  /** Whether errors go to a terminal that can move its cursor. */
  public boolean isInteractive() {
    return terminals.contains(2) && !"dumb".equals(environment.get("TERM"));
  }

  /** Shows an error: a line, or several for the stack of a guest. */
  public void complain(String message) {
    String name = isColourful() ? "\u001b[1;31mheddle:\u001b[0m " : "heddle: ";
    note(name + message);
  }

  /** Says something beside the output. */
  public void note(String line) {
    try {
      err.write((line + System.lineSeparator()).getBytes(Texts.CHARSET));
      err.flush();
    } catch (IOException e) {
      // there is nobody to tell
    }
  }
}
