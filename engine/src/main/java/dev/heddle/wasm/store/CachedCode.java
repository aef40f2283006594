package dev.heddle.wasm.store;

import dev.heddle.wasm.store.CodeFile.DamagedException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The classes of a module that a {@link CacheDirectory} has or will have. */
final class CachedCode extends StoredCode {

  private final CacheDirectory directory;
  private final Supplier<String> module;
  private final boolean metered;
  private final ClassTable table = new ClassTable();

  /** What has been kept here and not been written. Guarded by itself. */
  private final Map<String, GeneratedClass> unsaved = new LinkedHashMap<>();

  private @Nullable CodeKey key;
  private int[] expected = {};

  /** The functions that are here; null until somebody has looked. */
  private volatile @Nullable BitSet available;

  /**
   * That of a module.
   *
   * @param module gives the digest of its bytes, perhaps after a while
   */
  CachedCode(CacheDirectory directory, Supplier<String> module, boolean metered) {
    this.directory = directory;
    this.module = module;
    this.metered = metered;
  }

  @Override
  public void open() {
    if (available != null) {
      return;
    }
    BitSet found = new BitSet();
    try {
      CodeKey wanted = new CodeKey(CompiledForm.ofThisJvm(), module.get(), metered);
      key = wanted;
      table.addAll(read(wanted));
      expected = table.functions();
      for (int functionIndex : expected) {
        found.set(functionIndex);
      }
      if (expected.length > 0) {
        directory.touch(fileName(wanted));
      }
    } finally {
      available = found;
    }
  }

  private String fileName(CodeKey wanted) {
    return wanted.module() + "-" + wanted.form() + (metered ? "-metered" : "");
  }

  /** The classes of the file, none if there is no good one. */
  private List<GeneratedClass> read(CodeKey wanted) {
    byte[] file = directory.read(fileName(wanted));
    if (file == null) {
      return List.of();
    }
    try {
      CodeFile read = CodeFile.read(file);
      return read.key().equals(wanted) ? read.classes() : List.of();
    } catch (DamagedException e) {
      // as if it were not there: it will be replaced
      return List.of();
    }
  }

  @Override
  public boolean mayHave(int functionIndex) {
    BitSet known = available;
    if (known == null) {
      return true;
    }
    synchronized (known) {
      return known.get(functionIndex);
    }
  }

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
  public void forget(int functionIndex) {
    table.remove(functionIndex);
    BitSet known = available;
    if (known != null) {
      synchronized (known) {
        known.clear(functionIndex);
      }
    }
  }

  @Override
  public void reopen() {
    save();
    available = null;
  }

  @Override
  public boolean isKept() {
    return true;
  }

  @Override
  public void keep(GeneratedClass made) {
    table.add(made);
    synchronized (unsaved) {
      unsaved.put(made.name(), made);
    }
    Saving.soon(this);
  }

  @Override
  public int[] expected() {
    return expected;
  }

  /** Writes what is new, together with what is in the file, which others may have written. */
  void save() {
    CodeKey wanted = key;
    if (wanted == null) {
      return;
    }
    synchronized (this) {
      Map<String, GeneratedClass> fresh;
      synchronized (unsaved) {
        fresh = new LinkedHashMap<>(unsaved);
      }
      if (fresh.isEmpty()) {
        return;
      }
      Map<String, GeneratedClass> all = new LinkedHashMap<>();
      for (GeneratedClass each : read(wanted)) {
        all.put(each.name(), each);
      }
      fresh.forEach(all::putIfAbsent);
      List<GeneratedClass> whole = new ArrayList<>(CodeFile.whole(new ArrayList<>(all.values())));
      directory.write(fileName(wanted), CodeFile.write(wanted, "", whole, false));
      synchronized (unsaved) {
        fresh.forEach(unsaved::remove);
      }
    }
  }
}
