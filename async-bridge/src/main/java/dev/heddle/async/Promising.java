package dev.heddle.async;

import dev.heddle.wasm.ExternValue;
import dev.heddle.wasm.WasmFunction;
import dev.heddle.wasm.types.FunctionType;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A function of a guest that is called as {@code WebAssembly.promising} has it: it takes what it is
 * given, always returns a future, and never throws. Immutable and thread-safe.
 *
 * <pre>{@code
 * Promising total = Promising.of(shop, "total");
 * CompletableFuture<Object> cents = total.call(3);
 * }</pre>
 *
 * <p>Calls are {@link Entry#EAGER}: they run to their first suspension before {@link #call}
 * returns, within the bounds described there. {@link AsyncFunction} is the form with types.
 */
public final class Promising {

  private final AsyncFunction function;

  private Promising(AsyncFunction function) {
    this.function = function.withEntry(Entry.EAGER);
  }

  /**
   * The exported function of this name.
   *
   * @throws IllegalArgumentException if there is no such export or it is not a function
   */
  public static Promising of(AsyncInstance instance, String export) {
    return new Promising(instance.function(export));
  }

  /**
   * A function of the instance's store: an export, or one that was found in a table or a global. It
   * is called through the instance, with its policy and options.
   *
   * @throws IllegalArgumentException if it is not a function, belongs to another store, or is a
   *     host function that the instance does not export
   */
  public static Promising of(AsyncInstance instance, ExternValue export) {
    if (!(export instanceof WasmFunction function)) {
      throw new IllegalArgumentException("expected a function of a guest, found " + export.type());
    }
    return new Promising(instance.function(function));
  }

  /** The type of the function. What calls return is a future of its result. */
  public FunctionType type() {
    return function.type();
  }

  /**
   * Calls the function.
   *
   * @param arguments as for {@link AsyncFunction}; arguments that do not fit fail the future with
   *     {@link IllegalArgumentException}
   * @return a future of null for a function without results, of the result for one with one, and of
   *     a {@code List} for one with several. A result that is itself a future is a value
   */
  public CompletableFuture<@Nullable Object> call(@Nullable Object... arguments) {
    try {
      return function.future(Object.class, arguments);
    } catch (IllegalArgumentException unfit) {
      return CompletableFuture.failedFuture(unfit);
    }
  }

  @Override
  public String toString() {
    return "promising " + function;
  }
}
