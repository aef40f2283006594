package dev.heddle.wasi.abi;

/** The flags of WASI preview 1. */
public final class Flags {

  // fdflags
  public static final int APPEND = 1;
  public static final int DSYNC = 2;
  public static final int NONBLOCK = 4;
  public static final int RSYNC = 8;
  public static final int SYNC = 16;
  public static final int ALL_FD = 31;

  // lookupflags
  public static final int FOLLOW = 1;

  // oflags
  public static final int CREAT = 1;
  public static final int DIRECTORY = 2;
  public static final int EXCL = 4;
  public static final int TRUNC = 8;

  // fstflags
  public static final int ATIM = 1;
  public static final int ATIM_NOW = 2;
  public static final int MTIM = 4;
  public static final int MTIM_NOW = 8;

  // subclockflags
  public static final int ABSTIME = 1;

  // eventtype
  public static final int CLOCK = 0;
  public static final int FD_READ = 1;
  public static final int FD_WRITE = 2;

  // eventrwflags
  public static final int HANGUP = 1;

  // riflags
  public static final int RECV_PEEK = 1;
  public static final int RECV_WAITALL = 2;

  // sdflags
  public static final int SHUT_READ = 1;
  public static final int SHUT_WRITE = 2;

  private Flags() {}
}
