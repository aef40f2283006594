package dev.heddle.benchmarks;

import dev.heddle.benchmarks.guests.GuestModule;
import dev.heddle.benchmarks.wasi.EndiveWasi;
import dev.heddle.benchmarks.wasi.HeddleWasi;
import dev.heddle.benchmarks.wasi.WasiGuest;
import dev.heddle.benchmarks.wasi.WasmtimeWasi;
import dev.heddle.wasi.HostFileSystem;
import dev.heddle.wasi.MemoryFileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/**
 * What functions of WASI cost: the time, 64 bytes read and written, from and to streams and files,
 * on Heddle, Endive and Wasmtime.
 *
 * <pre>
 * java -cp benchmarks.jar dev.heddle.benchmarks.WasiCalls [rounds]
 *   rounds   how often each guest has its turn with each function; 15 unless given
 * </pre>
 *
 * <p>The guests take turns; the first rounds are to get warm and do not count. Wasmtime is there if
 * {@code python3}, or what {@code PYTHON} names, has it. Every call is checked. Prints medians as a
 * table in Markdown, in nanoseconds a call.
 */
public final class WasiCalls {

  private static final int CALLS = 20_000;
  private static final int WARM_UP = 25;
  private static final List<String> FUNCTIONS =
      List.of("clock", "read stdin", "write stdout", "write a file", "read a file");

  private WasiCalls() {}

  /** Measures all. */
  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 15;
    byte[] module = GuestModule.bytes("wasi");
    Path directory = Files.createTempDirectory("wasi");
    List<Contender> contenders = new ArrayList<>();
    try {
      Executor pool = Executors.newFixedThreadPool(4, Thread.ofPlatform().daemon().factory());
      HostFileSystem files = HostFileSystem.of(directory(directory, "pool")).on(pool);
      add(contenders, "Heddle, by a pool", new HeddleWasi(module, files, pool));
      Executor own = Runnable::run;
      HostFileSystem direct = HostFileSystem.of(directory(directory, "own")).on(own);
      add(contenders, "Heddle, by the guest's thread", new HeddleWasi(module, direct, own));
      MemoryFileSystem memory = MemoryFileSystem.ofCapacity(64 << 20);
      add(contenders, "Heddle, in memory", new HeddleWasi(module, memory, own));
      Path compiled = directory(directory, "compiled");
      add(contenders, "Endive, compiled", new EndiveWasi(module, compiled, true));
      Path interpreted = directory(directory, "interpreted");
      add(contenders, "Endive, interpreted", new EndiveWasi(module, interpreted, false));
      try {
        WasiGuest wasmtime = new WasmtimeWasi(module, directory(directory, "wasmtime"));
        wasmtime.nanoseconds(FUNCTIONS.getFirst(), 1);
        add(contenders, "Wasmtime", wasmtime);
      } catch (IOException absent) {
        System.err.println("without Wasmtime: " + absent.getMessage());
      }
      print(contenders, rounds);
    } finally {
      for (Contender each : contenders) {
        each.guest.close();
      }
      delete(directory);
    }
  }

  /** A guest, and its line of the table as far as it goes. */
  private record Contender(WasiGuest guest, StringBuilder line) {}

  private static void add(List<Contender> contenders, String name, WasiGuest guest) {
    contenders.add(new Contender(guest, new StringBuilder("| ").append(name)));
  }

  private static Path directory(Path parent, String name) throws IOException {
    return Files.createDirectory(parent.resolve(name));
  }

  private static void print(List<Contender> contenders, int rounds) throws Exception {
    for (String function : FUNCTIONS) {
      long[][] samples = new long[contenders.size()][rounds];
      for (int round = -WARM_UP; round < rounds; round++) {
        for (int i = 0; i < samples.length; i++) {
          long took = contenders.get(i).guest.nanoseconds(function, CALLS);
          if (round >= 0) {
            samples[i][round] = took;
          }
        }
      }
      for (int i = 0; i < samples.length; i++) {
        Arrays.sort(samples[i]);
        double median = samples[i][rounds / 2];
        contenders.get(i).line.append(" | %,.0f".formatted(median / CALLS));
      }
    }
    System.out.println("| ns a call | " + String.join(" | ", FUNCTIONS) + " |");
    System.out.println("|---|" + "---|".repeat(FUNCTIONS.size()));
    contenders.forEach(each -> System.out.println(each.line.append(" |")));
  }

  private static void delete(Path directory) throws IOException {
    try (var paths = Files.walk(directory)) {
      for (Path each : paths.toList().reversed()) {
        Files.delete(each);
      }
    }
  }
}
