package dev.heddle.bind.method;

import dev.heddle.async.AsyncHostCall;
import dev.heddle.async.AsyncImports;
import dev.heddle.async.GuestCall;
import dev.heddle.bind.layout.Access;
import dev.heddle.bind.layout.JavaType;
import dev.heddle.bind.layout.Layout;
import dev.heddle.bind.layout.Layouts;
import dev.heddle.bind.method.HostMethods.HostMethod;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.ImportType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The imports of a module, each with the method that serves it. Immutable and thread-safe.
 *
 * @param emissions by which the guest hands out elements of streams
 * @param others what is given by other means
 */
public record HostImports(
    Subject subject, List<Import> imports, List<Emission> emissions, AsyncImports others) {

  /** A two-level name. */
  private record Key(String module, String name) {
    @Override
    public String toString() {
      return module + "." + name;
    }
  }

  /**
   * Finds the imports that host objects serve.
   *
   * @param others what is given by other means, where no host has a method
   * @param report gets to know what does not fit; the result is of use only if there is nothing
   */
  public static HostImports of(
      List<Object> hosts,
      Exports exports,
      AsyncImports others,
      Subject subject,
      Access access,
      Returns returns,
      Report report) {
    Search search =
        new Search(
            subject,
            access,
            new Layouts(access, subject.wide()),
            returns,
            report,
            wanted(subject, exports.emissions(), report),
            new LinkedHashMap<>());
    List<Import> imports = new ArrayList<>();
    for (Object host : hosts) {
      Map<TypeVariable<?>, JavaType> variables = JavaType.variables(host.getClass());
      for (HostMethod method : HostMethods.of(host.getClass())) {
        Import found = search.find(host, method, variables);
        if (found != null) {
          imports.add(found);
        }
      }
    }
    search.reportMissing(others);
    return new HostImports(subject, List.copyOf(imports), exports.emissions(), others);
  }

  /** The imports, for instances of one binding. */
  public AsyncImports toImports() {
    Guests guests = new Guests(subject);
    Reading.Open open = new Reading.Open();
    AsyncImports.Builder builder = AsyncImports.builder().addAll(others);
    for (Import served : imports) {
      builder.suspending(served.module, served.name, served.function(guests, open));
      Reading reading = served.reading;
      if (reading != null) {
        builder.suspending(
            Emission.MODULE, reading.name(), call -> reading.next(call, guests, open));
      }
    }
    for (Emission emission : emissions) {
      builder.suspending(Emission.MODULE, emission.name(), emission.function(guests));
    }
    return builder.build();
  }

  private static Map<Key, FunctionType> wanted(
      Subject subject, List<Emission> emissions, Report report) {
    Map<Key, FunctionType> wanted = new LinkedHashMap<>();
    for (ImportType wantedImport : subject.module().imports()) {
      if (wantedImport.type() instanceof FunctionType type) {
        Key key = new Key(wantedImport.module(), wantedImport.name());
        FunctionType before = wanted.putIfAbsent(key, type);
        if (before != null && !before.equals(type)) {
          report.add("unusable import: " + key + " is both " + before + " and " + type);
        }
      }
    }
    emissions.forEach(emission -> wanted.remove(new Key(Emission.MODULE, emission.name())));
    return wanted;
  }

  private record Search(
      Subject subject,
      Access access,
      Layouts layouts,
      Returns returns,
      Report report,
      Map<Key, FunctionType> wanted,
      Map<Key, Method> served) {

    @Nullable Import find(
        Object host, HostMethod offered, Map<TypeVariable<?>, JavaType> variables) {
      Method method = offered.method();
      Key key = key(offered);
      if (key == null) {
        return null;
      }
      Method before = served.putIfAbsent(key, method);
      if (before != null) {
        report.add(
            "import served twice: "
                + key
                + ": by "
                + Declarations.place(before)
                + " and "
                + Declarations.place(method)
                + "; leave one out");
        return null;
      }
      boolean takesCall =
          method.getParameterCount() > 0
              && (method.getParameterTypes()[0] == AsyncHostCall.class
                  || method.getParameterTypes()[0] == GuestCall.class);
      Signature signature =
          Signature.of(method, takesCall ? 1 : 0, variables, layouts, returns, report);
      MethodHandle handle = handle(host, method);
      if (signature == null || handle == null) {
        return null;
      }
      FunctionType type = wanted.getOrDefault(key, FunctionType.of(List.of(), List.of()));
      Reading reading = reading(key, signature.item(), method);
      Layout result = reading == null ? signature.result() : layouts.of(JavaType.of(int.class));
      Optional<Passing> passing = Passing.ofImport(signature.parameters(), result, type, layouts);
      if (passing.isEmpty()) {
        report.add(
            "incompatible import: "
                + Declarations.place(method)
                + " serves "
                + signature.expected(layouts, true)
                + ", but "
                + key
                + " is "
                + type,
            Declarations.fitting(method, method.getName(), type, takesCall ? 1 : 0) + " {...}");
        return null;
      }
      Optional<String> obstacle =
          subject.obstacle(passing.get().usesMemory(), passing.get().allocatesResult());
      if (obstacle.isPresent()) {
        report.add("unusable import: " + Declarations.place(method) + ": " + obstacle.get());
        return null;
      }
      return new Import(
          key.module,
          key.name,
          method,
          handle,
          passing.get(),
          reading,
          signature.later(),
          takesCall);
    }

    /** The import by which the guest reads the stream, if it has one for it. */
    private @Nullable Reading reading(Key key, @Nullable Layout item, Method method) {
      Key reads = new Key(Emission.MODULE, Reading.PREFIX + key.name);
      FunctionType type = wanted.get(reads);
      if (item == null || type == null) {
        return null;
      }
      FunctionType expected = Reading.typeFor(layouts);
      if (!type.equals(expected)) {
        report.add(
            "incompatible import: elements of "
                + Declarations.place(method)
                + " are read by "
                + expected
                + ", but "
                + reads
                + " is "
                + type);
      }
      subject
          .obstacle(true, item.usesMemory())
          .ifPresent(
              what -> report.add("unusable import: " + Declarations.place(method) + ": " + what));
      served.put(reads, method);
      return new Reading(reads.name, item, type);
    }

    private @Nullable MethodHandle handle(Object host, Method method) {
      try {
        MethodHandle handle = unreflect(method);
        return Modifier.isStatic(method.getModifiers()) ? handle : handle.bindTo(host);
      } catch (IllegalAccessException | IllegalArgumentException e) {
        report.add("unusable method: " + Declarations.place(method) + ": " + e.getMessage());
        return null;
      }
    }

    private MethodHandle unreflect(Method method) throws IllegalAccessException {
      try {
        return MethodHandles.publicLookup().unreflect(method).asFixedArity();
      } catch (IllegalAccessException notPublic) {
        return access.to(method.getDeclaringClass()).unreflect(method).asFixedArity();
      }
    }

    private @Nullable Key key(HostMethod offered) {
      Method method = offered.method();
      List<String> names =
          offered.name().isEmpty() ? Names.of(method.getName()) : List.of(offered.name());
      for (String name : names) {
        List<Key> found =
            wanted.keySet().stream()
                .filter(key -> key.name.equals(name))
                .filter(key -> offered.module().isEmpty() || key.module.equals(offered.module()))
                .toList();
        if (found.size() > 1) {
          report.add(
              "ambiguous import: " + Declarations.place(method) + ": may be any of " + found,
              line(found.getFirst(), method));
          return null;
        }
        if (!found.isEmpty()) {
          return found.getFirst();
        }
      }
      reportUnknown(offered, names);
      return null;
    }

    private void reportUnknown(HostMethod offered, List<String> names) {
      Method method = offered.method();
      String problem =
          "unknown import: "
              + Declarations.place(method)
              + ": the module imports no function \""
              + String.join("\" or \"", names)
              + "\""
              + (offered.module().isEmpty() ? "" : " of \"" + offered.module() + "\"")
              + "; ";
      List<String> similar =
          Names.similar(
              names.getFirst(), wanted.keySet().stream().map(Key::name).distinct().toList());
      Optional<Key> meant =
          similar.stream()
              .flatMap(name -> wanted.keySet().stream().filter(key -> key.name.equals(name)))
              .findFirst();
      if (meant.isPresent()) {
        report.add(problem + "similar: " + meant.get(), line(meant.get(), method));
      } else {
        report.add(
            problem
                + "it imports "
                + (wanted.isEmpty()
                    ? "none"
                    : wanted.keySet().stream()
                        .limit(20)
                        .map(Key::toString)
                        .collect(Collectors.joining(", "))));
      }
    }

    private static String line(Key key, Method method) {
      String name =
          Names.of(method.getName()).contains(key.name) ? "" : ", name = \"" + key.name + "\"";
      return "@WasmImport("
          + (name.isEmpty() ? "\"" : "value = \"")
          + key.module
          + "\""
          + name
          + ") "
          + Declarations.of(method, method.getName())
          + " {...}";
    }

    void reportMissing(AsyncImports others) {
      Map<String, Set<String>> given = others.toImports().names();
      for (ImportType wantedImport : subject.module().imports()) {
        Key key = new Key(wantedImport.module(), wantedImport.name());
        if (!wanted.containsKey(key) && wantedImport.type() instanceof FunctionType) {
          continue;
        }
        if (given.getOrDefault(key.module, Set.of()).contains(key.name)
            || served.containsKey(key) && wantedImport.type() instanceof FunctionType) {
          continue;
        }
        if (wantedImport.type() instanceof FunctionType type) {
          report.add(
              "missing import: " + key + " of type " + type + " is served by no host",
              "@WasmImport(value = \""
                  + key.module
                  + "\", name = \""
                  + key.name
                  + "\") "
                  + Declarations.serving(JavaNames.method(key.name), type)
                  + " {...}");
        } else {
          report.add(
              "missing import: "
                  + key
                  + " is "
                  + wantedImport.type()
                  + ", no function: give it with imports(...)");
        }
      }
    }
  }
}
