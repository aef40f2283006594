package dev.heddle.wasm.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * What generated classes depend on beside the module: the code of this engine, which has made them
 * and which they call, and for a cache also how it writes vectors in this JVM.
 */
public final class CompiledForm {

  /** A digest of all classes of the engine, which the build leaves beside this one. */
  private static final @Nullable String FINGERPRINT = fingerprint();

  private CompiledForm() {}

  private static @Nullable String fingerprint() {
    try (InputStream stream = CompiledForm.class.getResourceAsStream("fingerprint")) {
      return stream == null ? null : new String(stream.readAllBytes(), UTF_8).strip();
    } catch (IOException e) {
      return null;
    }
  }

  /**
   * It as a word.
   *
   * @throws IllegalStateException if the engine was built without noting its fingerprint
   */
  public static String current() {
    if (FINGERPRINT == null) {
      throw new IllegalStateException(
          "the engine has no fingerprint, by which compiled code is told from that of other"
              + " versions: build it with Maven");
    }
    return FINGERPRINT;
  }

  /**
   * The same, and what classes are like that are generated in this JVM: those made ahead of time
   * are for all.
   *
   * @throws IllegalStateException if the engine was built without noting its fingerprint
   */
  static String ofThisJvm() {
    return MachineVectors.areUsed()
        ? current() + "-vectors" + Runtime.version().feature()
        : current();
  }
}
