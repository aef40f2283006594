package dev.heddle.wasi.function;

import dev.heddle.async.AsyncHostFunction;
import dev.heddle.async.AsyncImports;
import dev.heddle.wasi.Errno;
import dev.heddle.wasi.WasiException;
import dev.heddle.wasi.abi.Dialect;
import dev.heddle.wasi.abi.GuestMemory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** All functions, as guests import them. */
public final class Functions {

  private static final Map<String, Function> ALL = new LinkedHashMap<>();

  static {
    ArgumentFunctions.addTo(ALL);
    ClockFunctions.addTo(ALL);
    DescriptorFunctions.addTo(ALL);
    PathFunctions.addTo(ALL);
    PollFunctions.addTo(ALL);
    SocketFunctions.addTo(ALL);
  }

  private Functions() {}

  /** Their names. */
  public static java.util.Set<String> names() {
    return ALL.keySet();
  }

  /** Whether a guest can import it. */
  public static boolean has(String module, String name) {
    return ALL.containsKey(name)
        && Arrays.stream(Dialect.values()).anyMatch(each -> each.module().equals(module));
  }

  /** What a guest imports, under both names of the module. */
  public static AsyncImports imports(Guest guest) {
    AsyncImports.Builder imports = AsyncImports.builder();
    for (Dialect dialect : Dialect.values()) {
      ALL.forEach((name, function) ->
          imports.function(dialect.module(), name, of(function, guest, dialect)));
    }
    return imports.build();
  }

  private static AsyncHostFunction of(Function function, Guest guest, Dialect dialect) {
    return call -> {
      try {
        function.call(new Invocation(call, new GuestMemory(call.memory()), guest, dialect));
        return Errno.SUCCESS.code();
      } catch (WasiException e) {
        return e.errno().code();
      }
    };
  }
}
