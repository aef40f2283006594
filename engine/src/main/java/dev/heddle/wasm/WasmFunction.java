package dev.heddle.wasm;

import dev.heddle.wasm.runtime.RuntimeFunction;
import dev.heddle.wasm.runtime.RuntimeHostFunction;
import dev.heddle.wasm.types.DefinedType;
import dev.heddle.wasm.types.FunctionType;
import java.util.List;
import java.util.Optional;
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

  /** The store in which its instance lives; empty for a host function, which belongs to none. */
  Optional<Store> store();

  /**
   * Calls the function with its arguments in raw form, and returns its results in raw form.
   *
   * <p>Raw form is one {@code long} a number: an {@code i32} in the low half (sign-extended in
   * results), {@code f32} and {@code f64} as IEEE 754 bits. A vector is two, the low half first.
   * References have no raw form: use {@link #invoke} for functions that take or return them.
   */
  long[] call(long... arguments);

  /**
   * Calls a function that returns nothing and takes integers.
   *
   * @param arguments numbers, not bits: one for an {@code i32} is in its range with a sign or
   *     without, and a vector is two. A function with parameters of type {@code f32} or {@code f64}
   *     is refused, as {@code 3} might be a number or bits; {@code 3.0} is a number
   */
  void callVoid(long... arguments);

  /**
   * Calls a function that returns nothing and takes numbers of any type.
   *
   * @param arguments numbers that the parameter's type has exactly, and for an {@code i64} none
   *     beyond 2<sup>53</sup>, where a {@code double} does not have all integers; a float is
   *     written {@code 0.1f}
   */
  void callVoid(double... arguments);

  /**
   * Calls a function that returns one {@code i32}, with arguments as for {@link
   * #callVoid(long...)}.
   */
  int callInt(long... arguments);

  /**
   * Calls a function that returns one {@code i32}, with arguments as for {@link
   * #callVoid(double...)}.
   */
  int callInt(double... arguments);

  /**
   * Calls a function that returns one {@code i64}, with arguments as for {@link
   * #callVoid(long...)}.
   */
  long callLong(long... arguments);

  /**
   * Calls a function that returns one {@code i64}, with arguments as for {@link
   * #callVoid(double...)}.
   */
  long callLong(double... arguments);

  /**
   * Calls a function that returns one {@code f32}, with arguments as for {@link
   * #callVoid(long...)}.
   */
  float callFloat(long... arguments);

  /**
   * Calls a function that returns one {@code f32}, with arguments as for {@link
   * #callVoid(double...)}.
   */
  float callFloat(double... arguments);

  /**
   * Calls a function that returns one {@code f64}, with arguments as for {@link
   * #callVoid(long...)}.
   */
  double callDouble(long... arguments);

  /**
   * Calls a function that returns one {@code f64}, with arguments as for {@link
   * #callVoid(double...)}.
   */
  double callDouble(double... arguments);

  /**
   * Calls the function with Java objects: {@link Integer}, {@link Long}, {@link Float}, {@link
   * Double} for numbers, {@link V128} for vectors, {@link WasmFunction} or {@code null} for
   * function references, any object or {@code null} for external references.
   *
   * <p>Arguments may also be of another class, if the parameter's type has all its values: {@link
   * Byte} and {@link Short} for all numbers, {@link Integer} for {@code i64} and {@code f64},
   * {@link Float} for {@code f64}. The same holds wherever the host gives a value as an object.
   *
   * <p>A function reference must not be to a guest's function of another {@link Store}.
   *
   * @return the results in the same form, in order
   */
  List<@Nullable Object> invoke(@Nullable Object... arguments);
}
