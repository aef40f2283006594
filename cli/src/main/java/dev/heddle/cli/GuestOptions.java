package dev.heddle.cli;

import dev.heddle.cli.option.Address;
import dev.heddle.cli.option.Mount;
import dev.heddle.cli.option.Variable;
import dev.heddle.cli.run.Clocks;
import dev.heddle.cli.shell.Failure;
import dev.heddle.cli.shell.Shell;
import dev.heddle.wasi.HostFileSystem;
import dev.heddle.wasi.Wasi;
import dev.heddle.wasi.WasiFileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a guest is given. */
final class GuestOptions {

  @Option(
      names = "--dir",
      paramLabel = "HOST[::GUEST][:ro]",
      converter = Mount.AsDir.class,
      description =
          "Gives a directory, under the name GUEST, or its own; with :ro to be read only. Repeatable.")
  private List<Mount> directories = new ArrayList<>();

  @Option(
      names = "--mount",
      paramLabel = "HOST[:GUEST][:ro]",
      converter = Mount.AsMount.class,
      description = "The same, as wazero writes it.")
  private List<Mount> mounts = new ArrayList<>();

  @Option(
      names = "--env",
      paramLabel = "NAME[=VALUE]",
      converter = Variable.Converter.class,
      description =
          "Gives a variable of the environment; without VALUE that of this process. Repeatable.")
  private List<Variable> variables = new ArrayList<>();

  @Option(
      names = "--env-inherit",
      description = "Gives all variables of this process; --env comes on top of them.")
  private boolean inherit;

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      converter = Address.Converter.class,
      description =
          "Gives a socket that listens there, as descriptor 3 and so on, before the directories. With"
              + " port 0 the system chooses, and stderr says which. Repeatable.")
  private List<Address> addresses = new ArrayList<>();

  @Option(
      names = "--argv0",
      paramLabel = "NAME",
      description = "What the program finds as its own name, instead of that of FILE.")
  private @Nullable String argv0;

  @Option(
      names = "--clock",
      paramLabel = "INSTANT",
      description =
          "Gives a time that is the same in every run: it begins at INSTANT, e.g."
              + " 2026-01-01T00:00:00Z, each look at it takes a microsecond, sleeping takes none.")
  private @Nullable Instant clock;

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      description = "Gives randomness that is the same in every run, and so not secure.")
  private @Nullable Long seed;

  GuestOptions() {}

  /** Takes an option without picocli, see {@link QuickOptions}. */
  boolean take(String name, String value) {
    switch (name) {
      case "--dir" -> directories.add(new Mount.AsDir().convert(value));
      case "--mount" -> mounts.add(new Mount.AsMount().convert(value));
      case "--env" -> variables.add(new Variable.Converter().convert(value));
      case "--listen" -> addresses.add(new Address.Converter().convert(value));
      case "--argv0" -> argv0 = value;
      case "--clock" -> clock = Instant.parse(value);
      case "--seed" -> seed = Long.valueOf(value);
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Takes an option that has no value. */
  boolean take(String name) {
    inherit |= name.equals("--env-inherit");
    return name.equals("--env-inherit");
  }

  /** The name of the program. */
  String argv0(String file) {
    if (argv0 != null) {
      return argv0;
    }
    Path name = file.equals(Modules.STDIN) ? null : Path.of(file).getFileName();
    return name == null ? file : name.toString();
  }

  void configure(Wasi.Builder wasi, Shell shell, Listeners listeners) {
    if (inherit) {
      shell.environment().forEach((name, value) -> give(wasi, name, value));
    }
    for (Variable each : variables) {
      String value = each.value() == null ? shell.environment().get(each.name()) : each.value();
      if (value != null) {
        give(wasi, each.name(), value);
      }
    }
    for (Address each : addresses) {
      wasi.listener(listeners.bind(each));
    }
    for (Mount each : directories) {
      wasi.directory(each.guest(), files("--dir", each));
    }
    for (Mount each : mounts) {
      wasi.directory(each.guest(), files("--mount", each));
    }
    if (clock != null) {
      wasi.clock(Clocks.from(clock));
    }
    if (seed != null) {
      wasi.random(new SplittableRandom(seed));
    }
  }

  private static void give(Wasi.Builder wasi, String name, String value) {
    if (!name.isEmpty() && name.indexOf('=') < 0) {
      wasi.environment(name, value);
    }
  }

  /** The guest's own thread waits for the disk: there is no other guest. */
  private static WasiFileSystem files(String option, Mount mount) {
    if (!Files.isDirectory(mount.host())) {
      throw new Failure(
          option
              + " "
              + mount.host()
              + (Files.exists(mount.host()) ? ": is not a directory" : ": no such directory"));
    }
    HostFileSystem files = HostFileSystem.of(mount.host()).on(Runnable::run);
    return mount.readOnly() ? files.readOnly() : files;
  }
}
