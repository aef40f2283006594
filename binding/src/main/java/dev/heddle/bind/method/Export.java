package dev.heddle.bind.method;

import dev.heddle.async.CallOptions;
import dev.heddle.bind.AsyncReturn;
import dev.heddle.bind.layout.Fields;
import dev.heddle.bind.layout.Layout;
import dev.heddle.bind.layout.Scalar;
import dev.heddle.wasm.types.FunctionType;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A method of an interface and the export that it calls, with all that can be known without an
 * instance. Immutable and thread-safe.
 */
final class Export {

  final String name;
  final Passing passing;

  /** How the guest hands out the elements of the result; null if it returns what there is. */
  final @Nullable Emission emission;

  /** How the result is had later; null if the method waits for it. */
  final @Nullable AsyncReturn later;

  final CallOptions options;

  /** Whether the first argument says how the call is made. */
  final boolean takesOptions;

  /** Whether the method says that its thread may be interrupted. */
  final boolean interruptible;

  /** The function that takes results back, if the module has one. */
  final @Nullable String postReturn;

  /** Whether the flat values of both ways are numbers, and nothing is in memory. */
  final boolean plain;

  /** The one result of a plain function, if it has one. */
  final @Nullable Scalar plainResult;

  /** What each parameter is called in messages, options included. */
  final String[] places;

  final String resultPlace;
  final int[] offsets;
  final int size;
  final int alignment;

  Export(
      Method method,
      String name,
      Passing passing,
      @Nullable Emission emission,
      @Nullable AsyncReturn later,
      CallOptions options,
      boolean takesOptions,
      Subject subject) {
    this.name = name;
    this.passing = passing;
    this.emission = emission;
    this.later = later;
    this.options = options;
    this.takesOptions = takesOptions;
    List<Layout> parameters = passing.parameters();
    interruptible =
        Stream.of(method.getExceptionTypes())
            .anyMatch(type -> type.isAssignableFrom(InterruptedException.class));
    postReturn = postReturn(subject, name, passing.type());
    Layout result = passing.result();
    plain =
        postReturn == null
            && !passing.pointedParameters()
            && parameters.stream().allMatch(Scalar.class::isInstance)
            && (result == null || result instanceof Scalar);
    plainResult = plain ? (Scalar) result : null;
    places = places(method);
    resultPlace = Declarations.place(method) + ": result";
    offsets = Fields.offsets(parameters);
    size = Fields.size(parameters);
    alignment = Fields.alignment(parameters);
  }

  private static @Nullable String postReturn(Subject subject, String name, FunctionType type) {
    String post = "cabi_post_" + name;
    FunctionType expected = FunctionType.of(type.results(), List.of());
    return Optional.ofNullable(subject.exports().get(post)).filter(expected::equals).isPresent()
        ? post
        : null;
  }

  private static String[] places(Method method) {
    Parameter[] parameters = method.getParameters();
    String[] places = new String[parameters.length];
    for (int i = 0; i < places.length; i++) {
      places[i] =
          Declarations.place(method) + ": argument " + i + " (" + parameters[i].getName() + ")";
    }
    return places;
  }
}
