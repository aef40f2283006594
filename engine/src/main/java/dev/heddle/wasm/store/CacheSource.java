package dev.heddle.wasm.store;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;

/** A cache, for one module. */
public final class CacheSource implements CodeSource {

  private final CacheDirectory directory;
  private final CompletableFuture<String> digest = new CompletableFuture<>();

  /** That of a module of these bytes, of which a digest is made while the module is loaded. */
  public CacheSource(CacheDirectory directory, byte[] module) {
    this.directory = directory;
    Thread.ofPlatform().daemon().name("heddle-digest").start(() -> digest.complete(digest(module)));
  }

  /** The SHA-256 of bytes as text. */
  public static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public StoredCode stored(boolean metered) {
    return new CachedCode(directory, digest::join, metered);
  }
}
