package dev.heddle.wasm;

import dev.heddle.wasm.runtime.RuntimeFunction;
import dev.heddle.wasm.runtime.RuntimeHostFunction;
import dev.heddle.wasm.types.DefinedType;
import dev.heddle.wasm.types.FunctionType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A function that can be called: an export of an instance, a reference the guest handed out, or a
 * host function.
 *
 * <p>A call runs to its end on the calling thread. Host functions that the guest calls run there
 * too and may block it. What a host function throws comes out of the call unchanged.
 *
 * <p>All forms of call throw {@link TrapException} if the guest traps, {@link TaggedException} if
 * it throws an exception that no guest catches, {@link CallInterruptedException} if the call is
 * stopped, and {@link IllegalArgumentException} if the arguments or the expected result do not fit
 * the function's type. Not thread-safe, but for what it says of itself (type and name): at most one
 * thread at a time may call functions of one {@link Store}.
 */
public sealed interface WasmFunction extends ExternValue permits RuntimeFunction {

  /** A function whose code is Java, to be imported by guests. */
  static WasmFunction of(FunctionType type, HostFunction code) {
    return RuntimeHostFunction.of(DefinedType.of(type), code);
  }

  /**
   * A function whose code is Java, of a type that a module has defined, perhaps together with
   * others or below another.
   *
   * @throws IllegalArgumentException if the type does not describe a function
   */
  static WasmFunction of(DefinedType type, HostFunction code) {
    return RuntimeHostFunction.of(type, code);
  }

  @Override
  FunctionType type();

  /** The type with its place among all types, which decides whether it can be imported and cast. */
  DefinedType definedType();

  /** A name to show to people: from the name section, an export or an import. */
  String name();

  /**
   * Calls the function with its arguments in raw form, and returns its results in raw form.
   *
   * <p>Raw form is one {@code long} a number: an {@code i32} in the low half (sign-extended in
   * results), {@code f32} and {@code f64} as IEEE 754 bits. A vector is two, the low half first.
   * References have no raw form: use {@link #invoke} for functions that take or return them.
   */
  long[] call(long... arguments);

  /** Calls a function that returns nothing, with arguments in raw form. */
  void callVoid(long... arguments);

  /** Calls a function that returns one {@code i32}, with arguments in raw form. */
  int callInt(long... arguments);

  /** Calls a function that returns one {@code i64}, with arguments in raw form. */
  long callLong(long... arguments);

  /** Calls a function that returns one {@code f32}, with arguments in raw form. */
  float callFloat(long... arguments);

  /** Calls a function that returns one {@code f64}, with arguments in raw form. */
  double callDouble(long... arguments);

  /**
   * Calls the function with Java objects: {@link Integer}, {@link Long}, {@link Float}, {@link
   * Double} for numbers, {@link V128} for vectors, {@link WasmFunction} or {@code null} for
   * function references, any object or {@code null} for external references.
   *
   * <p>A function reference must not be to a guest's function of another {@link Store}.
   *
   * @return the results in the same form, in order
   */
  List<@Nullable Object> invoke(@Nullable Object... arguments);
}
