package dev.heddle.wasi.abi;

import org.jspecify.annotations.Nullable;

/** The two forms of preview 1 that there are: as it is, and as it was before it had that name. */
public enum Dialect {
  /** The final one. */
  PREVIEW1("wasi_snapshot_preview1", 48, 16, 64),
  /** What toolchains made until 2020. */
  UNSTABLE("wasi_unstable", 56, 24, 56);

  /** What an offset counts from. */
  public enum Whence {
    /** The start of the file. */
    SET,
    /** Where the guest is in it. */
    CURRENT,
    /** The end of the file. */
    END
  }

  private static final int WHENCES = 3;

  private final String module;
  private final int subscriptionBytes;
  private final int clockOffset;
  private final int fileStatBytes;

  Dialect(String module, int subscriptionBytes, int clockOffset, int fileStatBytes) {
    this.module = module;
    this.subscriptionBytes = subscriptionBytes;
    this.clockOffset = clockOffset;
    this.fileStatBytes = fileStatBytes;
  }

  /** The name of the module that guests import. */
  public String module() {
    return module;
  }

  /** How large a subscription is. */
  public int subscriptionBytes() {
    return subscriptionBytes;
  }

  /** Where in a subscription to a clock its number is; the rest follows. */
  public int clockOffset() {
    return clockOffset;
  }

  /** How large what is told of a file is. */
  public int fileStatBytes() {
    return fileStatBytes;
  }

  /** What a number stands for, or null. */
  public @Nullable Whence whence(int code) {
    return switch (this == UNSTABLE && code >= 0 && code < WHENCES ? (code + 1) % WHENCES : code) {
      case 0 -> Whence.SET;
      case 1 -> Whence.CURRENT;
      case 2 -> Whence.END;
      default -> null;
    };
  }
}
