package dev.heddle.wasm.snapshot;

import dev.heddle.wasm.runtime.RuntimeArray;
import dev.heddle.wasm.runtime.RuntimeFunction;
import dev.heddle.wasm.runtime.RuntimeGuestFunction;
import dev.heddle.wasm.runtime.RuntimeInstance;
import dev.heddle.wasm.runtime.RuntimeStruct;
import dev.heddle.wasm.runtime.RuntimeTag;
import dev.heddle.wasm.runtime.RuntimeTaggedException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Copies what an instance refers to: each object once, however many refer to it, with tokens in
 * place of references that are the instance's own. Not thread-safe.
 */
final class Freezing {

  private final RuntimeInstance instance;
  private final Map<Object, Token> tokens = new IdentityHashMap<>();
  private final List<Object> found = new ArrayList<>();
  private final List<Object> copies = new ArrayList<>();

  Freezing(RuntimeInstance instance) {
    this.instance = instance;
    for (int i = 0; i < instance.importedFunctions(); i++) {
      tokens.put(instance.function(i), new Token.FunctionAt(i));
    }
  }

  /**
   * What stands for a reference: a token, or the same where it is the same in all instances.
   *
   * @throws IllegalStateException if there is nothing that could stand for it
   */
  @Nullable Object freeze(@Nullable Object reference) {
    if (reference instanceof RuntimeFunction function) {
      return freeze(function);
    }
    if (reference instanceof RuntimeStruct
        || reference instanceof RuntimeArray
        || reference instanceof RuntimeTaggedException) {
      return tokens.computeIfAbsent(reference, this::note);
    }
    return reference;
  }

  private Object freeze(RuntimeFunction function) {
    Token known = tokens.get(function);
    if (known != null) {
      return known;
    }
    if (!(function instanceof RuntimeGuestFunction guest)) {
      return function;
    }
    if (guest.instance() != instance) {
      throw new IllegalStateException(
          "no snapshot of an "
              + instance
              + ": it refers to function "
              + guest.name()
              + " of another "
              + guest.instance()
              + ", which it does not import");
    }
    Token token = new Token.FunctionAt(guest.index());
    tokens.put(function, token);
    return token;
  }

  private Token note(Object object) {
    found.add(object);
    return new Token.ObjectAt(found.size() - 1);
  }

  /** What stands for references. */
  @Nullable Object[] freeze(@Nullable Object[] references, int count) {
    @Nullable Object[] frozen = new Object[count];
    for (int i = 0; i < count; i++) {
      frozen[i] = freeze(references[i]);
    }
    return frozen;
  }

  /** Copies of all objects that were found, by their numbers, with tokens in them. */
  List<Object> objects() {
    while (copies.size() < found.size()) {
      copies.add(copy(found.get(copies.size())));
    }
    return List.copyOf(copies);
  }

  private Object copy(Object object) {
    if (object instanceof RuntimeStruct struct) {
      RuntimeStruct copy = new RuntimeStruct(struct.layout);
      System.arraycopy(struct.numbers, 0, copy.numbers, 0, copy.numbers.length);
      replace(struct.references, copy.references);
      return copy;
    }
    if (object instanceof RuntimeArray array) {
      RuntimeArray copy = RuntimeArray.allocate(array.type, array.length);
      if (copy.elements instanceof @Nullable Object[] references) {
        replace(array.references(), references);
      } else {
        copy.copyFrom(array, 0, 0, array.length);
      }
      return copy;
    }
    RuntimeTaggedException exception = (RuntimeTaggedException) object;
    checkTag((RuntimeTag) exception.tag());
    @Nullable Object[] references = exception.references();
    return exception.with((RuntimeTag) exception.tag(), freeze(references, references.length));
  }

  private void replace(@Nullable Object[] references, @Nullable Object[] copies) {
    for (int i = 0; i < copies.length; i++) {
      copies[i] = freeze(references[i]);
    }
  }

  private void checkTag(RuntimeTag tag) {
    for (RuntimeTag known : instance.tags) {
      if (known == tag) {
        return;
      }
    }
    if (tag.isOfStore()) {
      throw new IllegalStateException(
          "no snapshot of an "
              + instance
              + ": it refers to an exception whose tag, of type "
              + tag
              + ", is of another instance, which it does not import");
    }
  }
}
