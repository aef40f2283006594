package dev.heddle.wasi.function;

import dev.heddle.wasi.Errno;
import dev.heddle.wasi.WasiException;
import dev.heddle.wasi.abi.GuestMemory;
import java.util.List;
import java.util.Map;

/** Arguments, environment, randomness, and the end. */
final class ArgumentFunctions {

  private static final int CHUNK = 64 << 10;
  private static final int SIGNALLED = 128;

  // signals that do not end a program
  private static final int SIGNAL_NONE = 0;
  private static final int SIGNAL_CHLD = 16;
  private static final int SIGNAL_CONT = 17;
  private static final int SIGNAL_URG = 22;
  private static final int SIGNAL_WINCH = 27;
  private static final int SIGNALS = 31;

  private ArgumentFunctions() {}

  static void addTo(Map<String, Function> all) {
    all.put("args_get", in -> get(in, in.guest().arguments()));
    all.put("args_sizes_get", in -> sizes(in, in.guest().arguments()));
    all.put("environ_get", in -> get(in, in.guest().environment()));
    all.put("environ_sizes_get", in -> sizes(in, in.guest().environment()));
    all.put("random_get", ArgumentFunctions::random);
    all.put("proc_exit", ArgumentFunctions::exit);
    all.put("proc_raise", ArgumentFunctions::raise);
    all.put("sched_yield", in -> in.call().check());
  }

  private static void sizes(Invocation in, List<byte[]> texts) {
    int bytes = 0;
    for (byte[] text : texts) {
      bytes += text.length + 1;
    }
    in.memory().putI32(in.i32(0), texts.size());
    in.memory().putI32(in.i32(1), bytes);
  }

  private static void get(Invocation in, List<byte[]> texts) {
    GuestMemory memory = in.memory();
    int pointer = in.i32(0);
    int text = in.i32(1);
    for (byte[] each : texts) {
      memory.putI32(pointer, text);
      memory.put(text, each, 0, each.length);
      memory.putU8(text + each.length, 0);
      pointer += 4;
      text += each.length + 1;
    }
  }

  private static void random(Invocation in) {
    int pointer = in.i32(0);
    long left = in.i32(1) & 0xffff_ffffL;
    in.memory().check(pointer, left);
    byte[] chunk = new byte[(int) Math.min(left, CHUNK)];
    while (left > 0) {
      in.guest().random().nextBytes(chunk);
      int count = (int) Math.min(left, chunk.length);
      in.memory().put(pointer, chunk, 0, count);
      pointer += count;
      left -= count;
      in.call().check();
    }
  }

  private static void exit(Invocation in) {
    throw in.guest().exit().apply(in.i32(0));
  }

  private static void raise(Invocation in) {
    int signal = in.i32(0);
    switch (signal) {
      case SIGNAL_NONE, SIGNAL_CHLD, SIGNAL_CONT, SIGNAL_URG, SIGNAL_WINCH -> {}
      default -> {
        if (signal < 0 || signal >= SIGNALS) {
          throw new WasiException(Errno.INVAL, "there is no signal " + signal);
        }
        throw in.guest().exit().apply(SIGNALLED + signal);
      }
    }
  }
}
