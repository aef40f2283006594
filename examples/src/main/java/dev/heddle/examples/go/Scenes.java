package dev.heddle.examples.go;

/** All four scenes, one after the other. */
public final class Scenes {

  private Scenes() {}

  /** Runs them. */
  public static void main(String[] args) throws Exception {
    System.out.println("-- a module that computes");
    Hashing.main(args);
    System.out.println("-- a plugin that is swapped");
    PluginSwap.main(args);
    System.out.println("-- a function for every request");
    FunctionPerRequest.main(args);
    System.out.println("-- a program that nobody trusts");
    Untrusted.main(args);
  }
}
