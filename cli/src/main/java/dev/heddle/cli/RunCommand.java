package dev.heddle.cli;

import dev.heddle.cli.run.GuestRun;
import dev.heddle.cli.run.Program;
import dev.heddle.cli.shell.Shell;
import dev.heddle.wasi.Wasi;
import dev.heddle.wasm.WasmModule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heddle run}. */
@Command(
    name = "run",
    sortOptions = false,
    descriptionHeading = "%n",
    description = {
      "Runs a program for WASI preview 1, or calls a function of a module.",
      "",
      "The guest has the standard streams of this process, the time, randomness, and nothing else that",
      "is not given to it here. Options come before FILE; what is behind it are the guest's arguments.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  heddle run --dir data::/data:ro --env LANG=C.UTF-8 report.wasm /data/2026.csv",
      "  heddle run --timeout 5s --max-memory 64MiB --fuel 1000000000 untrusted.wasm < in > out",
      "  heddle run --invoke add math.wasm 20 22",
      "  heddle run --listen 127.0.0.1:8080 server.wasm"
    })
final class RunCommand implements Callable<Integer> {

  private final Shell shell;

  @Parameters(index = "0", paramLabel = "FILE", description = "The module, or - for stdin.")
  private String file = "";

  @Parameters(index = "1..*", paramLabel = "ARGS", description = "The arguments of the guest.")
  private List<String> arguments = new ArrayList<>();

  @Option(
      names = "--invoke",
      paramLabel = "NAME",
      description =
          "Calls this exported function instead of a program's start, with ARGS by its type, and prints"
              + " its results, one a line.")
  private @Nullable String invoke;

  @ArgGroup(validate = false, heading = "%nWhat the guest is given:%n")
  private GuestOptions guest = new GuestOptions();

  @ArgGroup(validate = false, heading = "%nLimits:%n")
  private LimitOptions limits = new LimitOptions();

  @ArgGroup(validate = false, heading = "%nHow it is executed:%n")
  private EngineOptions engine = new EngineOptions();

  RunCommand(Shell shell) {
    this.shell = shell;
  }

  /** Takes an option without picocli, see {@link QuickOptions}. */
  boolean take(String name, String value) {
    if (name.equals("--invoke")) {
      invoke = value;
      return true;
    }
    return guest.take(name, value) || limits.take(name, value) || engine.take(name, value);
  }

  /** Takes an option that has no value. */
  boolean take(String name) {
    return guest.take(name) || engine.take(name);
  }

  /** Takes what is behind the options. */
  void take(String newFile, List<String> newArguments) {
    file = newFile;
    arguments = newArguments;
  }

  @Override
  public Integer call() throws Exception {
    WasmModule module = Modules.load(shell, engine.loader(), file);
    Wasi.Builder wasi = Wasi.builder();
    wasi.arguments(guest.argv0(file));
    if (invoke == null) {
      wasi.arguments(arguments.toArray(String[]::new));
    }
    try (Listeners listeners = new Listeners(shell)) {
      guest.configure(wasi, shell, listeners);
      return new GuestRun(
              shell,
              new Program(
                  Modules.shown(file),
                  module,
                  wasi,
                  builder -> limits.configure(engine.configure(builder)),
                  Optional.ofNullable(invoke),
                  arguments,
                  limits.timeout(),
                  engine.profile().map(Path::of),
                  !file.equals(Modules.STDIN)))
          .run();
    }
  }
}
