package dev.heddle.bind.method;

import dev.heddle.bind.WasmImport;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the methods of a host object that are to serve imports. */
final class HostMethods {

  /**
   * A method, and what its mark says.
   *
   * @param module the module of the import; empty for any
   * @param name the name of the import; empty for that of the method
   */
  record HostMethod(Method method, String module, String name) {}

  private HostMethods() {}

  /**
   * Those that are marked, or of which the class is, or which implement such methods; if there are
   * none, all public methods.
   */
  static List<HostMethod> of(Class<?> type) {
    List<Class<?>> all = withParents(type);
    Map<String, HostMethod> marked = new LinkedHashMap<>();
    for (Class<?> declaring : all) {
      WasmImport typeMark = declaring.getAnnotation(WasmImport.class);
      for (Method method : declared(declaring)) {
        WasmImport mark = method.getAnnotation(WasmImport.class);
        if (mark != null || typeMark != null && isOffered(method)) {
          marked.putIfAbsent(signature(method), hostMethod(method, mark, typeMark));
        }
      }
    }
    return List.copyOf((marked.isEmpty() ? unmarked(all) : marked).values());
  }

  private static Map<String, HostMethod> unmarked(List<Class<?>> all) {
    Map<String, HostMethod> methods = new LinkedHashMap<>();
    for (Class<?> declaring : all) {
      // a lambda's own class says nothing that its interface does not say better
      if (!declaring.isHidden()) {
        declared(declaring).stream()
            .filter(HostMethods::isOffered)
            .forEach(
                method -> methods.putIfAbsent(signature(method), new HostMethod(method, "", "")));
      }
    }
    for (Class<?> declaring : all) {
      if (declaring.getModule() == Object.class.getModule()) {
        declared(declaring).forEach(method -> methods.remove(signature(method)));
      }
    }
    Stream.of(Object.class.getMethods()).forEach(method -> methods.remove(signature(method)));
    return methods;
  }

  private static HostMethod hostMethod(
      Method method, @Nullable WasmImport mark, @Nullable WasmImport typeMark) {
    String module = mark == null ? "" : mark.value();
    if (module.isEmpty() && typeMark != null) {
      module = typeMark.value();
    }
    return new HostMethod(method, module, mark == null ? "" : mark.name());
  }

  private static boolean isOffered(Method method) {
    return Modifier.isPublic(method.getModifiers()) && !Modifier.isStatic(method.getModifiers());
  }

  /** In an order that is always the same, which the JVM does not promise. */
  private static List<Method> declared(Class<?> type) {
    return Stream.of(type.getDeclaredMethods())
        .filter(method -> !method.isSynthetic())
        .sorted(Comparator.comparing(HostMethods::signature))
        .toList();
  }

  /** Classes before interfaces, each before those it extends. */
  private static List<Class<?>> withParents(Class<?> type) {
    List<Class<?>> classes = new ArrayList<>();
    for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
      classes.add(c);
    }
    Set<Class<?>> all = new LinkedHashSet<>(classes);
    classes.forEach(c -> addInterfaces(c, all));
    return List.copyOf(all);
  }

  private static void addInterfaces(Class<?> type, Set<Class<?>> all) {
    for (Class<?> parent : type.getInterfaces()) {
      all.add(parent);
      addInterfaces(parent, all);
    }
  }

  private static String signature(Method method) {
    return method.getName()
        + Stream.of(method.getParameterTypes())
            .map(Class::descriptorString)
            .collect(Collectors.joining());
  }
}
