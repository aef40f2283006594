package dev.heddle.bind.method;

import dev.heddle.async.AsyncInstance;
import dev.heddle.async.CallOptions;
import dev.heddle.async.Callee;
import dev.heddle.async.InstancePool;
import dev.heddle.bind.Deadline;
import dev.heddle.bind.WasmExport;
import dev.heddle.bind.implement.Implementation;
import dev.heddle.bind.layout.Access;
import dev.heddle.bind.layout.Guest;
import dev.heddle.bind.layout.JavaType;
import dev.heddle.bind.layout.Layout;
import dev.heddle.bind.layout.Layouts;
import dev.heddle.wasm.types.FunctionType;
import java.lang.reflect.Method;
import java.lang.reflect.TypeVariable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The methods of an interface, each with the export it calls. Immutable and thread-safe.
 *
 * @param type the interface
 * @param subject what it is bound to
 */
public record Exports(
    Class<?> type, Subject subject, Implementation implementation, List<Slot> slots) {

  /**
   * Finds the exports of an interface's methods.
   *
   * @param report gets to know what does not fit; the result is of use only if there is nothing
   * @throws IllegalArgumentException if the interface cannot be implemented
   */
  public static Exports of(
      Class<?> type, Subject subject, Access access, Returns returns, Report report) {
    Implementation implementation = Implementation.of(type, access);
    Search search =
        new Search(
            type,
            subject,
            new Layouts(access, subject.wide()),
            returns,
            report,
            JavaType.variables(type),
            subject.exports());
    List<Slot> slots = new ArrayList<>();
    for (Method method : implementation.methods()) {
      Slot slot = search.slot(method);
      if (slot != null) {
        slots.add(slot);
      }
    }
    return new Exports(type, subject, implementation, List.copyOf(slots));
  }

  /** The imports by which the guest hands out elements of streams. */
  List<Emission> emissions() {
    return slots.stream()
        .map(slot -> slot instanceof Slot.Calling(Export export) ? export.emission : null)
        .filter(Objects::nonNull)
        .distinct()
        .toList();
  }

  /** An object of the interface, whose methods call an instance. */
  public Object bind(AsyncInstance instance) {
    Guest guest = subject.guest(instance.instance());
    Object[] functions = slots.stream().map(slot -> slot.bound(instance, guest, subject)).toArray();
    return implementation.instantiate(functions, type.getSimpleName() + " of " + instance);
  }

  /**
   * An object of the interface, whose methods each lease an instance.
   *
   * @throws IllegalArgumentException if one of them returns the one instance
   */
  public Object bind(InstancePool pool) {
    Object[] functions = slots.stream().map(slot -> slot.bound(pool, subject)).toArray();
    return implementation.instantiate(functions, type.getSimpleName() + " of " + pool);
  }

  private record Search(
      Class<?> type,
      Subject subject,
      Layouts layouts,
      Returns returns,
      Report report,
      Map<TypeVariable<?>, JavaType> variables,
      Map<String, FunctionType> offered) {

    @Nullable Slot slot(Method method) {
      boolean takesNothing = method.getParameterCount() == 0;
      if (takesNothing
          && method.getName().equals("close")
          && method.getReturnType() == void.class
          && AutoCloseable.class.isAssignableFrom(type)) {
        return new Slot.Closing();
      }
      if (takesNothing && Callee.class.isAssignableFrom(method.getReturnType())) {
        return new Slot.Showing(method);
      }
      Export export = export(method);
      return export == null ? null : new Slot.Calling(export);
    }

    private @Nullable Export export(Method method) {
      String name = find(method);
      if (name == null) {
        return null;
      }
      boolean takesOptions =
          method.getParameterCount() > 0 && method.getParameterTypes()[0] == CallOptions.class;
      Signature signature =
          Signature.of(method, takesOptions ? 1 : 0, variables, layouts, returns, report);
      if (signature == null) {
        return null;
      }
      FunctionType found = offered.getOrDefault(name, FunctionType.of(List.of(), List.of()));
      Emission emission = emission(name, signature.item(), method);
      Optional<Passing> passing =
          Passing.ofExport(
              signature.parameters(), emission == null ? signature.result() : null, found, layouts);
      if (passing.isEmpty()) {
        String line = Declarations.fitting(method, method.getName(), found, takesOptions ? 1 : 0);
        report.add(
            "incompatible export: "
                + Declarations.place(method)
                + " needs "
                + signature.expected(layouts, false)
                + ", but \""
                + name
                + "\" is "
                + found,
            line + ";");
        return null;
      }
      Passing fitting = passing.get();
      Optional<String> obstacle =
          subject.obstacle(fitting.usesMemory(), fitting.allocatesParameters());
      if (obstacle.isPresent()) {
        report.add("unusable export: " + Declarations.place(method) + ": " + obstacle.get());
        return null;
      }
      return new Export(
          method,
          name,
          fitting,
          emission,
          signature.later(),
          options(method, name),
          takesOptions,
          subject);
    }

    /** The import by which the guest hands out elements, if it has one for the export. */
    private @Nullable Emission emission(String name, @Nullable Layout item, Method method) {
      String emits = Emission.PREFIX + name;
      Optional<FunctionType> type = subject.importType(Emission.MODULE, emits);
      if (item == null || type.isEmpty()) {
        return null;
      }
      FunctionType expected = Emission.typeFor(item);
      if (!type.get().equals(expected)) {
        report.add(
            "incompatible import: elements of "
                + Declarations.place(method)
                + " are "
                + expected
                + ", but "
                + Emission.MODULE
                + "."
                + emits
                + " is "
                + type.get());
      }
      return new Emission(emits, item, type.get());
    }

    private @Nullable String find(Method method) {
      WasmExport mark = method.getAnnotation(WasmExport.class);
      List<String> names = mark == null ? Names.of(method.getName()) : List.of(mark.value());
      for (String name : names) {
        if (offered.containsKey(name)) {
          return name;
        }
      }
      List<String> similar = Names.similar(names.getFirst(), offered.keySet());
      String problem =
          "unknown export: "
              + Declarations.place(method)
              + ": the module exports no function \""
              + String.join("\" or \"", names)
              + "\"; ";
      if (similar.isEmpty()) {
        report.add(problem + "it exports " + shown(offered.keySet().stream().toList()));
      } else {
        report.add(
            problem + "similar: " + String.join(", ", similar),
            "@WasmExport(\""
                + similar.getFirst()
                + "\") "
                + Declarations.of(method, method.getName())
                + ";");
      }
      return null;
    }

    private static String shown(List<String> names) {
      return names.isEmpty()
          ? "none"
          : String.join(", ", names.subList(0, Math.min(20, names.size())))
              + (names.size() > 20 ? ", ..." : "");
    }

    private CallOptions options(Method method, String name) {
      CallOptions options = CallOptions.defaults().withName(name);
      Deadline deadline = method.getAnnotation(Deadline.class);
      if (deadline == null) {
        deadline = type.getAnnotation(Deadline.class);
      }
      if (deadline == null) {
        return options;
      }
      if (deadline.millis() <= 0) {
        report.add(
            "wrong deadline: "
                + Declarations.place(method)
                + ": it must be more than zero, not "
                + deadline.millis());
        return options;
      }
      return options.withDeadline(Duration.ofMillis(deadline.millis()));
    }
  }
}
