package dev.heddle.bind.method;

import dev.heddle.bind.AsyncReturn;
import dev.heddle.bind.layout.JavaType;
import dev.heddle.bind.layout.Layout;
import dev.heddle.bind.layout.Layouts;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * What a method says of its types. Immutable and thread-safe.
 *
 * @param parameters the layouts of the parameters, those left out that are no values of the guest's
 * @param result that of the result, if there is one
 * @param item that of an element, if the result is a stream
 * @param later how the result is had later; null if it is the value itself
 */
record Signature(
    List<Layout> parameters,
    @Nullable Layout result,
    @Nullable Layout item,
    @Nullable AsyncReturn later) {

  /**
   * The signature of a method; null if a type has no layout, which the report gets to know.
   *
   * @param leading how many parameters are no values of the guest's
   * @param variables what type variables stand for
   */
  static @Nullable Signature of(
      Method method,
      int leading,
      Map<TypeVariable<?>, JavaType> variables,
      Layouts layouts,
      Returns returns,
      Report report) {
    List<Layout> parameters = new ArrayList<>();
    boolean sound = true;
    Type[] types = method.getGenericParameterTypes();
    for (int i = leading; i < types.length; i++) {
      try {
        parameters.add(layouts.of(JavaType.of(types[i], variables)));
      } catch (IllegalArgumentException e) {
        sound = false;
        report.add(
            "unusable type: "
                + Declarations.place(method)
                + ": parameter "
                + method.getParameters()[i].getName()
                + ": "
                + e.getMessage());
      }
    }
    Layout result = null;
    Layout item = null;
    try {
      JavaType returned = JavaType.of(method.getGenericReturnType(), variables);
      JavaType value = returns.value(returned);
      if (returned.raw() == Flux.class) {
        item = layouts.of(returned.argument());
      }
      if (value.raw() != void.class && value.raw() != Void.class) {
        result = layouts.of(value);
      }
    } catch (IllegalArgumentException e) {
      sound = false;
      report.add("unusable type: " + Declarations.place(method) + ": result: " + e.getMessage());
    }
    return sound
        ? new Signature(parameters, result, item, returns.find(method.getReturnType()))
        : null;
  }

  /** The types that fit, for messages. */
  String expected(Layouts layouts, boolean imported) {
    return Passing.expected(parameters, result, layouts, imported);
  }
}
