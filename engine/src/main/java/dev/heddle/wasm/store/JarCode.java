package dev.heddle.wasm.store;

import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The classes of a module that a jar has. */
final class JarCode extends StoredCode {

  private final ClassLoader loader;
  private final boolean counted;
  private final String mainClass;
  private final ClassTable table = new ClassTable();
  private final ConcurrentHashMap<Integer, Boolean> forgotten = new ConcurrentHashMap<>();
  private @Nullable CompiledFunctions functions;
  private boolean open;

  /**
   * That of an index.
   *
   * @param loader what loads the classes
   * @param counted whether the loader is of the module alone
   */
  JarCode(CodeFile index, ClassLoader loader, boolean counted) {
    this.loader = loader;
    this.counted = counted;
    this.mainClass = index.packageName() + ".Functions";
    table.addAll(index.classes());
  }

  @Override
  public void open() {
    if (open) {
      return;
    }
    open = true;
    try {
      functions =
          ServiceLoader.load(CompiledFunctions.class, loader).stream()
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
    return loader;
  }

  @Override
  public @Nullable CompiledFunctions functions() {
    return functions;
  }

  @Override
  public boolean isCounted() {
    return counted;
  }
}
