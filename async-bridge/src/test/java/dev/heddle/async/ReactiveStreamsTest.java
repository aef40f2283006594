package dev.heddle.async;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.opentest4j.TestAbortedException;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.SkipException;
import org.testng.annotations.Test;

/**
 * The technology compatibility kit of Reactive Streams, for each publisher of ours: its tests are
 * TestNG's, which are run as ours here.
 */
class ReactiveStreamsTest {

  /** How long the kit waits for what must happen, and for what must not. */
  private static final TestEnvironment ENVIRONMENT = new TestEnvironment(2_000, 50);

  private static AsyncInstance stream() {
    return AsyncInstance.builder(Guests.load("stream"))
        .noStackPointer()
        .imports(
            AsyncImports.builder()
                .suspending("env", "next", call -> -1)
                .suspending(
                    "env",
                    "emit",
                    call -> {
                      call.emit(call.i32(0));
                      return null;
                    })
                .suspending("env", "read", call -> 0)
                .build())
        .build();
  }

  /** What a guest emits. */
  public static final class OfFlux extends PublisherVerification<Integer> {

    public OfFlux() {
      super(ENVIRONMENT);
    }

    @Override
    public Publisher<Integer> createPublisher(long elements) {
      return stream()
          .function("count")
          .flux(Integer.class, (int) Math.min(elements, Integer.MAX_VALUE));
    }

    /** None: a call starts when it is asked for something, and cannot fail before. */
    @Override
    public @Nullable Publisher<Integer> createFailedPublisher() {
      return null;
    }

    @Override
    public long maxElementsFromPublisher() {
      return Integer.MAX_VALUE;
    }
  }

  /** What a guest returns. */
  public static final class OfMono extends PublisherVerification<Integer> {

    public OfMono() {
      super(ENVIRONMENT);
    }

    @Override
    public Publisher<Integer> createPublisher(long elements) {
      return elements == 0
          ? stream().mono(call -> null)
          : stream().function("bytes").mono(Integer.class, 4);
    }

    /** None: a call starts when it is asked for something, and cannot fail before. */
    @Override
    public @Nullable Publisher<Integer> createFailedPublisher() {
      return null;
    }

    @Override
    public long maxElementsFromPublisher() {
      return 1;
    }
  }

  @TestFactory
  Stream<DynamicTest> aFluxKeepsTheRules() {
    return testsOf(OfFlux.class);
  }

  @TestFactory
  Stream<DynamicTest> aMonoKeepsTheRules() {
    return testsOf(OfMono.class);
  }

  private static Stream<DynamicTest> testsOf(Class<? extends PublisherVerification<?>> kit) {
    List<Method> tests = new ArrayList<>();
    for (Method method : kit.getMethods()) {
      // what the kit cannot test it skips, and says so in the name
      if (method.isAnnotationPresent(Test.class) && !method.getName().startsWith("untested_")) {
        tests.add(method);
      }
    }
    assertThat(tests).hasSizeGreaterThan(20);
    return tests.stream()
        .map(test -> DynamicTest.dynamicTest(test.getName(), () -> run(kit, test)));
  }

  private static void run(Class<? extends PublisherVerification<?>> kit, Method test)
      throws Throwable {
    PublisherVerification<?> verification = kit.getConstructor().newInstance();
    verification.setUp();
    try {
      test.invoke(verification);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof SkipException skipped) {
        throw new TestAbortedException(skipped.getMessage());
      }
      throw e.getCause();
    }
  }
}
