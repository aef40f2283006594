package dev.heddle.cli;

import dev.heddle.cli.shell.ExitCode;
import dev.heddle.cli.shell.Failure;
import dev.heddle.cli.shell.ProgressLine;
import dev.heddle.cli.shell.Shell;
import dev.heddle.cli.shell.Texts;
import dev.heddle.wasm.WasmException;
import dev.heddle.wasm.tool.JarCompiler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heddle compile}. */
@Command(
    name = "compile",
    sortOptions = false,
    descriptionHeading = "%n",
    description = {
      "Compiles a module ahead of time: makes a jar that has the module and a class for each of its",
      "functions. 'heddle run' takes it in the place of the module, and so does WasmModule.load(Path);",
      "on a class path it is loaded by WasmModule.load(Main.class, \"/app.wasm\").",
      "",
      "What is run with --fuel needs a jar made with --metered. A jar is for the version of Heddle that",
      "has made it; others refuse it.",
      ""
    },
    footer = {"", "Example: heddle compile app.wasm && heddle run app.jar"})
final class CompileCommand implements Callable<Integer> {

  private static final String WASM = ".wasm";

  private final Shell shell;

  @Parameters(paramLabel = "FILE", description = "The module, or - for stdin.")
  private String file = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "JAR",
      description = "The jar; without, it is beside FILE, with .jar in the place of .wasm.")
  private @Nullable Path output;

  @Option(names = "--metered", description = "Adds classes for runs with --fuel.")
  private boolean isMetered;

  @Option(
      names = "--resource",
      paramLabel = "NAME",
      description = "Where the module is in the jar, e.g. guests/app.wasm; without, at its root.")
  private @Nullable String resource;

  CompileCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    boolean isStdin = file.equals(Modules.STDIN);
    Path jar = output;
    if (jar == null) {
      if (isStdin) {
        throw Failure.usage("-o is needed where the module comes from stdin");
      }
      jar =
          Path.of(
              file.endsWith(WASM) ? file.substring(0, file.length() - 5) + ".jar" : file + ".jar");
    }
    byte[] bytes = Modules.read(shell, file);
    String name = resource != null ? resource : isStdin ? "module" + WASM : name(Path.of(file));
    for (String function : compile(bytes, name, jar)) {
      shell.note(
          "heddle: "
              + Modules.shown(file)
              + ": "
              + Texts.shown(function)
              + " is too large, and will be interpreted");
    }
    return ExitCode.OK;
  }

  /** The functions that could not be compiled. */
  private List<String> compile(byte[] bytes, String name, Path jar) {
    try (ProgressLine progress = new ProgressLine(shell, "compiling " + Texts.shown(name))) {
      return JarCompiler.compile(bytes, name, isMetered, jar, progress::reach);
    } catch (WasmException e) {
      throw new Failure(Modules.shown(file) + ": " + Texts.line(String.valueOf(e.getMessage())));
    } catch (IOException e) {
      throw new Failure(jar + ": cannot be written: " + Modules.reason(jar.toString(), e));
    }
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }
}
