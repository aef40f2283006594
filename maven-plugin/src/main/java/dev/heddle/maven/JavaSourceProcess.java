package dev.heddle.maven;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The program that writes the interfaces of a module, in a JVM of its own, as Maven's may be older
 * than Heddle needs. Immutable.
 */
record JavaSourceProcess(Path java, List<Path> classPath) {

  private static final String PROGRAM = "dev.heddle.bind.JavaSource";

  /**
   * Runs it.
   *
   * @param name the interface; empty for that of the file
   * @param plain whether methods return values
   * @return what it printed: the files that it has written, a line each
   * @throws IOException if it fails; the message has what it printed
   */
  List<String> run(Path module, String packageName, String name, boolean plain, Path folder)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-cp");
    command.add(String.join(File.pathSeparator, classPath.stream().map(Path::toString).toList()));
    command.add(PROGRAM);
    command.addAll(List.of("--package", packageName, "--name", name));
    command.addAll(List.of("--to", folder.toString()));
    if (plain) {
      command.add("--plain");
    }
    command.add(module.toString());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String printed =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (process.waitFor() != 0) {
      throw new IOException("the interfaces of " + module + " were not written: " + printed);
    }
    return printed.lines().toList();
  }
}
