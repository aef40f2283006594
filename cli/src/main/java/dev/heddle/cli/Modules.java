package dev.heddle.cli;

import dev.heddle.cli.shell.Failure;
import dev.heddle.cli.shell.Shell;
import dev.heddle.cli.shell.Texts;
import dev.heddle.wasm.ModuleLoader;
import dev.heddle.wasm.WasmException;
import dev.heddle.wasm.WasmModule;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Loads the modules that commands are given, and says in one line what is wrong with them. */
final class Modules {

  /** The name that stands for the standard input. */
  static final String STDIN = "-";

  private Modules() {}

  /** A valid module. */
  static WasmModule load(Shell shell, ModuleLoader loader, String file) {
    try {
      return file.equals(STDIN) ? loader.load(shell.in()) : loader.load(path(file));
    } catch (WasmException e) {
      throw new Failure(shown(file) + ": " + Texts.line(String.valueOf(e.getMessage())));
    } catch (IOException e) {
      throw new Failure(shown(file) + ": " + reason(file, e));
    }
  }

  /** The bytes of a file, whatever they are. */
  static byte[] read(Shell shell, String file) {
    try {
      return file.equals(STDIN) ? shell.in().readAllBytes() : Files.readAllBytes(path(file));
    } catch (IOException e) {
      throw new Failure(shown(file) + ": " + reason(file, e));
    }
  }

  /** What messages call a file. */
  static String shown(String file) {
    return file.equals(STDIN) ? "<stdin>" : Texts.shown(file);
  }

  private static Path path(String file) {
    try {
      return Path.of(file);
    } catch (InvalidPathException e) {
      throw new Failure(Texts.shown(file) + ": is no path: " + e.getReason());
    }
  }

  /** What is wrong with a file, in the words that people know. */
  static String reason(String file, IOException failure) {
    if (failure instanceof NoSuchFileException) {
      return "no such file";
    } else if (failure instanceof AccessDeniedException) {
      return "permission denied";
    } else if (!file.equals(STDIN) && Files.isDirectory(path(file))) {
      return "is a directory";
    }
    return Texts.line(String.valueOf(failure.getMessage()));
  }
}
