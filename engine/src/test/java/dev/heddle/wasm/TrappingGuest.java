package dev.heddle.wasm;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the guest with many traps does, which is the same however it is executed. */
final class TrappingGuest {

  private TrappingGuest() {}

  /** The bytes of the guest. */
  static byte[] bytes() {
    return Guests.bytes("traps");
  }

  /** Its results, and the messages and traces of its traps. */
  static List<String> behaviour(WasmModule module, Execution execution) {
    Instance guest = Instance.builder(module).execution(execution).build();
    List<String> seen = new ArrayList<>();
    for (String name : List.of("unreachable", "divideByZero", "overflow", "convert")) {
      seen.add(call(guest, name));
    }
    for (int i : new int[] {0, 3, 7, 1 << 30, -1}) {
      for (String name : List.of("outermost", "load", "loadFar")) {
        seen.add(call(guest, name, i));
      }
    }
    seen.add(call(guest, "recurse", 20));
    return seen;
  }

  private static String call(Instance guest, String name, long... arguments) {
    try {
      long[] results = guest.function(name).call(arguments);
      return name + " " + (results.length == 0 ? "nothing" : results[0]);
    } catch (TrapException trap) {
      return name + " " + trap.getMessage() + " " + trap.guestFrames();
    }
  }

  /** Prints it, with the guest from a file if one is named. */
  public static void main(String[] arguments) throws Exception {
    String file = System.getProperty("guest");
    WasmModule module = file == null ? WasmModule.load(bytes()) : WasmModule.load(Path.of(file));
    byte[] said = behaviour(module, Execution.standard()).toString().getBytes(UTF_8);
    System.out.write(said, 0, said.length);
    System.out.flush();
  }
}
