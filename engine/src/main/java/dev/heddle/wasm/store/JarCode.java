package dev.heddle.wasm.store;

import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The classes of a module that a jar has. */
final class JarCode extends StoredCode {

  private final JarSource source;
  private final String mainClass;
  private final ClassTable table = new ClassTable();
  private final ConcurrentHashMap<Integer, Boolean> forgotten = new ConcurrentHashMap<>();
  private @Nullable ClassLoader loader;
  private @Nullable CompiledFunctions functions;

  /**
   * That of an index.
   *
   * @param source where the classes are
   */
  JarCode(CodeFile index, JarSource source) {
    this.source = source;
    this.mainClass = index.packageName() + ".Functions";
    table.addAll(index.classes());
  }

  @Override
  public void open() {
    if (functions != null) {
      return;
    }
    ClassLoader from = loader();
    try {
      functions =
          ServiceLoader.load(CompiledFunctions.class, from).stream()
              .filter(provider -> provider.type().getName().equals(mainClass))
              .map(ServiceLoader.Provider::get)
              .findFirst()
              .orElse(null);
    } catch (ServiceConfigurationError e) {
      throw new IllegalStateException(mainClass + " cannot be loaded", e);
    }
    if (functions == null) {
      throw new IllegalStateException(
          mainClass + " is not found as a service, though its index is there");
    }
  }

  @Override
  public boolean mayHave(int functionIndex) {
    return table.function(functionIndex) != null && !forgotten.containsKey(functionIndex);
  }

  @Override
  public @Nullable GeneratedClass function(int functionIndex) {
    return forgotten.containsKey(functionIndex) ? null : table.function(functionIndex);
  }

  @Override
  public @Nullable GeneratedClass type(String name) {
    return table.type(name);
  }

  @Override
  public boolean isSmall(int functionIndex) {
    return table.isSmall(functionIndex);
  }

  @Override
  public void forget(int functionIndex) {
    forgotten.put(functionIndex, true);
  }

  @Override
  public ClassLoader loader() {
    ClassLoader known = loader;
    if (known == null) {
      known = source.newLoader();
      loader = known;
    }
    return known;
  }

  @Override
  public void reopen() {
    loader = null;
    functions = null;
    forgotten.clear();
  }

  @Override
  public void attach(Object companion) {
    if (loader instanceof JarLoader own) {
      own.companion = companion;
    }
  }

  @Override
  public @Nullable CompiledFunctions functions() {
    return functions;
  }

  @Override
  public boolean isCounted() {
    return source.isCounted();
  }
}
