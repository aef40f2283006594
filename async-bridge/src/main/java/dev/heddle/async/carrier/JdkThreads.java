package dev.heddle.async.carrier;

/** Threads on the JDK's own carriers. */
public final class JdkThreads implements CallThreads {

  /** The only one. */
  public static final JdkThreads INSTANCE = new JdkThreads();

  private JdkThreads() {}

  @Override
  public Thread unstarted(String name, Runnable call) {
    return Thread.ofVirtual().name(name).inheritInheritableThreadLocals(false).unstarted(call);
  }

  @Override
  public String toString() {
    return "the JDK's scheduler";
  }
}
