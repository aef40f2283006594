package dev.heddle.vertx.abi;

import dev.heddle.async.AsyncHostCall;
import dev.heddle.async.AsyncImports;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.NumberType;
import dev.heddle.wasm.types.ValueType;
import io.vertx.core.VertxException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/** Makes the functions of one import module. Not thread-safe; the functions are. */
public final class ImportModule {

  /** The code of a function, whose result is a number of the declared size. */
  @FunctionalInterface
  public interface Code {
    /** Returns the result, or throws {@link Refusal}. */
    long run(Arguments arguments) throws Exception;
  }

  private final String name;
  private final CallStates states;
  private final AsyncImports.Builder imports;

  /**
   * The module.
   *
   * @param mostOpen how much a call may have open at a time
   * @param imports where its functions are added
   */
  public ImportModule(String name, int mostOpen, AsyncImports.Builder imports) {
    this.name = name;
    this.states = new CallStates(mostOpen);
    this.imports = imports;
  }

  /**
   * Adds a function.
   *
   * @param signature such as {@code i32 i64 -> i32}
   */
  @SuppressWarnings("ReferenceEquality") // compared by their values where that may differ
  public ImportModule function(String function, String signature, Code code) {
    FunctionType expected = typeOf(signature);
    List<ValueType> results = expected.results();
    boolean wide = results.equals(List.of(NumberType.I64));
    AtomicReference<FunctionType> seen = new AtomicReference<>(expected);
    imports.suspending(
        name,
        function,
        call -> {
          FunctionType type = call.type();
          // The type of a module's import is one object, so it is compared once.
          if (type != seen.getPlain()) {
            if (!type.equals(expected)) {
              throw new IllegalArgumentException(
                  "import " + call.name() + ": expected " + expected + ", found " + type);
            }
            seen.setPlain(type);
          }
          long result = run(code, call);
          if (wide) {
            return result;
          }
          return Math.toIntExact(result);
        });
    return this;
  }

  /** Adds those functions that are the same in all modules whose functions open something. */
  public ImportModule closing() {
    return function(
        "close",
        "i32 -> i32",
        arguments -> {
          arguments.state().close(arguments.i32(0));
          return 0;
        });
  }

  /** Adds the one that is the same in all modules whose functions yield bytes. */
  public ImportModule rest() {
    return function(
        "rest", "i32 i32 -> i32", arguments -> arguments.target(0).give(arguments.state().rest()));
  }

  private long run(Code code, AsyncHostCall call) throws Exception {
    try {
      return code.run(new Arguments(call, states));
    } catch (Refusal refusal) {
      return refusal.error().code();
    } catch (IOException | TimeoutException | VertxException failure) {
      return errorOf(failure).code();
    }
  }

  private static CapabilityError errorOf(Throwable failure) {
    return switch (failure) {
      case NoSuchFileException absent -> CapabilityError.NOT_FOUND;
      case NotDirectoryException absent -> CapabilityError.NOT_FOUND;
      case FileAlreadyExistsException there -> CapabilityError.EXISTS;
      case AccessDeniedException denied -> CapabilityError.DENIED;
      case TimeoutException late -> CapabilityError.TIMEOUT;
      default -> failure.getCause() == null ? CapabilityError.IO : errorOf(failure.getCause());
    };
  }

  private static FunctionType typeOf(String text) {
    String[] sides = text.split("->", -1);
    return FunctionType.of(typesOf(sides[0]), typesOf(sides[1]));
  }

  private static List<ValueType> typesOf(String text) {
    List<ValueType> types = new ArrayList<>();
    Arrays.stream(text.split(" ", -1))
        .filter(word -> !word.isEmpty())
        .forEach(word -> types.add(word.equals("i64") ? NumberType.I64 : NumberType.I32));
    return types;
  }
}
