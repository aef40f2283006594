package dev.heddle.wasm.store;

import dev.heddle.wasm.store.CodeFile.DamagedException;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Classes that were generated ahead of time, for one module. */
public final class JarSource implements CodeSource {

  /** What the name of the index of a module is followed by. */
  public static final String INDEX = ".compiled";

  /** The same for functions that count their fuel. */
  public static final String METERED_INDEX = ".metered.compiled";

  private final Supplier<ClassLoader> loader;
  private final boolean counted;
  private final @Nullable CodeFile plain;
  private final @Nullable CodeFile metered;

  private JarSource(
      Supplier<ClassLoader> loader,
      boolean counted,
      @Nullable CodeFile plain,
      @Nullable CodeFile metered) {
    this.loader = loader;
    this.counted = counted;
    this.plain = plain;
    this.metered = metered;
  }

  /** Gives resources by what their names end with. */
  public interface Resources {

    /** Opens that of the module whose name is followed by {@code suffix}; null if there is none. */
    @Nullable InputStream open(String suffix) throws IOException;
  }

  /**
   * What is beside a module.
   *
   * @param loader gives what loads the classes
   * @param counted whether the loader is of the module alone
   * @param name how to call the module in messages
   * @return null if nothing was generated for it
   * @throws IOException if what is there is of another module or another version of the engine
   */
  public static @Nullable JarSource beside(
      byte[] module,
      String name,
      Resources resources,
      Supplier<ClassLoader> loader,
      boolean counted)
      throws IOException {
    CodeFile plain = read(module, name, INDEX, resources);
    CodeFile metered = read(module, name, METERED_INDEX, resources);
    return plain == null && metered == null ? null : new JarSource(loader, counted, plain, metered);
  }

  private static @Nullable CodeFile read(
      byte[] module, String name, String suffix, Resources resources) throws IOException {
    byte[] bytes;
    try (InputStream stream = resources.open(suffix)) {
      if (stream == null) {
        return null;
      }
      bytes = stream.readAllBytes();
    }
    CodeFile index;
    try {
      index = CodeFile.read(bytes);
    } catch (DamagedException e) {
      throw new IOException(name + suffix + ": " + e.getMessage(), e);
    }
    String form = CompiledForm.current();
    if (!index.key().form().equals(form)) {
      throw new IOException(
          refusal(name, suffix)
              + "was compiled by another version of the engine, of form "
              + index.key().form()
              + "; this one's is "
              + form);
    }
    String identity = CollectedCode.identity(module);
    if (!index.key().module().equals(identity)) {
      throw new IOException(
          refusal(name, suffix)
              + "was compiled from another module, "
              + index.key().module()
              + "; this one is "
              + identity);
    }
    return index;
  }

  private static String refusal(String name, String suffix) {
    return name + suffix + ": compile the module again (dev.heddle.wasm.tool.Compile), it ";
  }

  @Override
  public StoredCode stored(boolean isMetered) {
    CodeFile index = isMetered ? metered : plain;
    return index == null ? StoredCode.NONE : new JarCode(index, this);
  }

  /** A loader for the classes. */
  ClassLoader newLoader() {
    return loader.get();
  }

  /** Whether the classes count as those of guests do, and go when their module goes. */
  boolean isCounted() {
    return counted;
  }
}
