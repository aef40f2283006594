package dev.heddle.bind.method;

import dev.heddle.async.AsyncHostCall;
import dev.heddle.async.AsyncHostFunction;
import dev.heddle.bind.AsyncReturn;
import dev.heddle.bind.layout.Fields;
import dev.heddle.bind.layout.Guest;
import dev.heddle.bind.layout.Layout;
import dev.heddle.bind.layout.Lifting;
import dev.heddle.bind.layout.Lowering;
import dev.heddle.bind.layout.Scalar;
import dev.heddle.bind.layout.Thrown;
import dev.heddle.wasm.types.ValueType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * An import and the method that serves it, with all that can be known without an instance.
 * Immutable and thread-safe.
 */
final class Import {

  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  private static final Map<Class<?>, String> GETTERS =
      Map.of(int.class, "i32", long.class, "i64", float.class, "f32", double.class, "f64");

  final String module;
  final String name;
  private final String place;
  private final Passing passing;
  private final @Nullable AsyncReturn later;
  private final boolean takesCall;
  private final String[] places;
  private final int[] offsets;
  private final int size;
  private final int alignment;

  /**
   * The method, of type {@code (AsyncHostCall)Object} if it {@link #isDirect}, and else {@code
   * (Object[])Object}.
   */
  private final MethodHandle code;

  private final boolean direct;

  /** How the guest reads the stream that is returned; null if it gets all at once. */
  final @Nullable Reading reading;

  /**
   * @param handle the method, its object bound
   * @param takesCall whether the first parameter is the call
   */
  Import(
      String module,
      String name,
      Method method,
      MethodHandle handle,
      Passing passing,
      @Nullable Reading reading,
      @Nullable AsyncReturn later,
      boolean takesCall) {
    this.reading = reading;
    this.module = module;
    this.name = name;
    this.passing = passing;
    this.later = later;
    this.takesCall = takesCall;
    List<Layout> parameters = passing.parameters();
    place = module + "." + name + ", served by " + Declarations.place(method);
    places = new String[parameters.size()];
    Arrays.setAll(
        places,
        i ->
            place
                + ": argument "
                + i
                + " ("
                + method.getParameters()[takesCall ? i + 1 : i].getName()
                + ")");
    offsets = Fields.offsets(parameters);
    size = Fields.size(parameters);
    alignment = Fields.alignment(parameters);
    direct = reading == null && isDirect(handle, passing, takesCall);
    code = direct ? direct(handle, takesCall) : spread(handle);
  }

  /** Whether arguments and result are the bridge's own, so that nothing stands in between. */
  private static boolean isDirect(MethodHandle handle, Passing passing, boolean takesCall) {
    Layout result = passing.result();
    return !passing.pointedParameters()
        && (result == null || result instanceof Scalar scalar && scalar.isNumber())
        && handle.type().parameterList().stream()
            .skip(takesCall ? 1 : 0)
            .allMatch(GETTERS::containsKey);
  }

  private static MethodHandle direct(MethodHandle handle, boolean takesCall) {
    MethodHandle[] arguments = new MethodHandle[handle.type().parameterCount()];
    for (int i = 0; i < arguments.length; i++) {
      Class<?> type = handle.type().parameterType(i);
      arguments[i] =
          takesCall && i == 0
              ? MethodHandles.identity(AsyncHostCall.class)
                  .asType(MethodType.methodType(type, AsyncHostCall.class))
              : getter(type, takesCall ? i - 1 : i);
    }
    MethodHandle filtered = MethodHandles.filterArguments(handle, 0, arguments);
    return MethodHandles.permuteArguments(
            filtered.asType(filtered.type().changeReturnType(Object.class)),
            MethodType.methodType(Object.class, AsyncHostCall.class),
            new int[arguments.length])
        .asType(MethodType.methodType(Object.class, AsyncHostCall.class));
  }

  private static MethodHandle getter(Class<?> type, int index) {
    try {
      return MethodHandles.insertArguments(
          LOOKUP.findVirtual(
              AsyncHostCall.class,
              String.valueOf(GETTERS.get(type)),
              MethodType.methodType(type, int.class)),
          1,
          index);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  private static MethodHandle spread(MethodHandle handle) {
    return handle
        .asSpreader(Object[].class, handle.type().parameterCount())
        .asType(MethodType.methodType(Object.class, Object[].class));
  }

  /**
   * The import for the instances of one binding.
   *
   * @param guests finds the guest of the instance that calls
   * @param open the streams that are being read
   */
  AsyncHostFunction function(Guests guests, Reading.Open open) {
    return direct ? this::callDirectly : call -> call(call, guests, open);
  }

  private @Nullable Object callDirectly(AsyncHostCall call) {
    Object result;
    try {
      result = (Object) code.invokeExact(call);
    } catch (Throwable thrown) {
      throw Thrown.again(thrown);
    }
    if (result == null && passing.result() != null) {
      throw nothing();
    }
    return result; // which the bridge waits for
  }

  private @Nullable Object call(AsyncHostCall call, Guests guests, Reading.Open open) {
    Guest guest = guests.of(call.instance());
    Lifting from = Values.lifting(guest, call, passing.type().parameters());
    Object[] arguments = arguments(call, from);
    Layout layout = passing.result();
    long area =
        passing.pointedResult() && layout != null
            ? from.at(place + ": the address for the result")
                .area(layout.size(), layout.alignment())
            : 0;
    Object result;
    try {
      result = (Object) code.invokeExact(arguments);
    } catch (Throwable thrown) {
      throw Thrown.again(thrown);
    }
    if (reading != null) {
      if (result == null) {
        throw nothing();
      }
      return open.begin(reading.name(), (Flux<?>) result, call, guest);
    }
    if (later != null && result != null) {
      result = call.awaitAny(result instanceof Flux<?> flux ? flux.collectList() : result);
    }
    return layout == null ? null : lower(layout, result, area, guest);
  }

  private Object[] arguments(AsyncHostCall call, Lifting from) {
    List<Layout> parameters = passing.parameters();
    int leading = takesCall ? 1 : 0;
    Object[] arguments = new Object[parameters.size() + leading];
    if (takesCall) {
      arguments[0] = call;
    }
    long area = passing.pointedParameters() ? from.at(place).area(size, alignment) : 0;
    for (int i = 0; i < parameters.size(); i++) {
      Layout layout = parameters.get(i);
      from.at(places[i]);
      if (passing.pointedParameters()) {
        arguments[i + leading] = layout.load(area + offsets[i], from);
      } else if (layout.takesNull() && from.isNull()) {
        from.skip(1);
      } else {
        arguments[i + leading] = layout.lift(from);
      }
    }
    return arguments;
  }

  private @Nullable Object lower(Layout layout, @Nullable Object result, long area, Guest guest) {
    if (result == null) {
      if (layout.takesNull()) {
        return null;
      }
      throw nothing();
    }
    List<ValueType> types = passing.type().results();
    Lowering to = Lowering.given(guest, layout.flat().size());
    if (passing.pointedResult()) {
      layout.store(result, area, to);
      return null;
    }
    layout.lower(result, to);
    @Nullable Object[] values = Values.boxed(types, to);
    return values.length == 1 ? values[0] : Arrays.asList(values);
  }

  private NullPointerException nothing() {
    return new NullPointerException(place + ": returned nothing, where the guest needs a value");
  }
}
