package dev.heddle.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How deep guests get, in JVMs of their own: a frame is as large as the compiler made it that has
 * compiled the interpreter last, and none of them may break what {@link Limits} say, on no stack
 * that has room for a piece of a call's.
 */
class StackDepthTest {

  private static final int TIMES = 200;

  /** What the JVM does. */
  static final class Recursing {

    private Recursing() {}

    /** Has a guest recurse on both kinds of threads, again and again, as compilers come along. */
    public static void main(String[] arguments) throws Exception {
      int functions = Integer.getInteger("functions");
      for (Thread.Builder thread : List.of(Thread.ofPlatform(), Thread.ofVirtual())) {
        FutureTask<String> task = new FutureTask<>(() -> recurse(functions));
        thread.start(task);
        System.out.println(task.get());
      }
    }

    private static String recurse(int functions) {
      Instance guest =
          Guests.instance(
              "recursion",
              Imports.builder().function("env", "back", call -> call.returnI32(0)).build());
      for (int i = 0; i < TIMES; i++) {
        int calls = guest.function("depth").callInt(functions - 1);
        if (calls != functions - 1) {
          return "wrong: " + calls;
        }
      }
      return "virtual " + Thread.currentThread().isVirtual() + ": " + functions + " functions";
    }
  }

  private static void assertDeep(int functions, String stack, String mode) throws Exception {
    String output = OtherJvm.run(Recursing.class, "-Dfunctions=" + functions, stack, mode);

    assertThat(output)
        .contains("virtual false: " + functions + " functions")
        .contains("virtual true: " + functions + " functions");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-Xint",
        "-XX:TieredStopAtLevel=1",
        "-XX:TieredStopAtLevel=3",
        "-XX:-TieredCompilation",
        "-XX:+TieredCompilation"
      })
  void asManyFunctionsMayBeActiveAsAreAllowed(String mode) throws Exception {
    assertDeep(Limits.defaults().maxCallDepth(), "-Xss1m", mode);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-Xint", "-XX:TieredStopAtLevel=1"})
  void halfOfTheUsualStackIsEnough(String mode) throws Exception {
    assertDeep(Limits.defaults().maxCallDepth(), "-Xss512k", mode);
  }
}
