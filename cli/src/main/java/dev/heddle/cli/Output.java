package dev.heddle.cli;

import dev.heddle.cli.shell.Failure;
import dev.heddle.cli.shell.Shell;
import dev.heddle.cli.shell.Texts;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.util.Locale;

/** Writes what commands print, who then end quietly if nobody reads it. */
final class Output {

  /** What prints. */
  @FunctionalInterface
  interface Printing {
    void to(Writer writer) throws IOException;
  }

  private Output() {}

  static void print(Shell shell, String text) {
    print(shell, writer -> writer.write(text));
  }

  static void print(Shell shell, Printing printing) {
    try {
      Writer writer = new BufferedWriter(new OutputStreamWriter(shell.out(), Texts.CHARSET));
      printing.to(writer);
      writer.flush();
    } catch (IOException e) {
      String message = String.valueOf(e.getMessage());
      if (message.toLowerCase(Locale.ROOT).contains("pipe")) {
        throw new BrokenPipe();
      }
      throw new Failure("the output cannot be written: " + message);
    }
  }
}
