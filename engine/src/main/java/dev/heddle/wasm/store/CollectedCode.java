package dev.heddle.wasm.store;

import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** The classes of a module that are being generated ahead of time. Not thread-safe. */
public final class CollectedCode extends StoredCode {

  private final ClassTable table = new ClassTable();

  /** None yet. */
  public CollectedCode() {}

  @Override
  public @Nullable GeneratedClass function(int functionIndex) {
    return table.function(functionIndex);
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
  public boolean isKept() {
    return true;
  }

  @Override
  public void keep(GeneratedClass made) {
    table.add(made);
  }

  /** All classes. */
  public List<GeneratedClass> classes() {
    return table.all();
  }

  /** What a jar with the classes has to say of them, for {@link JarSource} to find. */
  public byte[] index(byte[] module, boolean metered, String packageName) {
    CodeKey key = new CodeKey(CompiledForm.current(), identity(module), metered);
    return CodeFile.write(key, packageName, classes(), true);
  }

  /** What tells the modules of a class path from one another: quick to find out. */
  static String identity(byte[] module) {
    CRC32 sum = new CRC32();
    sum.update(module);
    return Long.toHexString(sum.getValue()) + "-" + module.length;
  }
}
