package dev.heddle.wasm.snapshot;

import dev.heddle.wasm.runtime.RuntimeArray;
import dev.heddle.wasm.runtime.RuntimeInstance;
import dev.heddle.wasm.runtime.RuntimeStruct;
import dev.heddle.wasm.runtime.RuntimeTag;
import dev.heddle.wasm.runtime.RuntimeTaggedException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the objects of a snapshot anew for an instance. Not thread-safe. */
final class Thawing {

  private final RuntimeInstance instance;
  private final Object[] made;

  /**
   * Makes all objects.
   *
   * @param objects copies with tokens in them
   * @param tags the tags of the instance they were copied from, which those of this one replace
   * @throws dev.heddle.wasm.TrapException if there is no room for them
   */
  Thawing(RuntimeInstance instance, List<Object> objects, RuntimeTag[] tags) {
    this.instance = instance;
    this.made = new Object[objects.size()];
    long bytes = 0;
    for (Object object : objects) {
      bytes += bytes(object);
    }
    instance.allocator.takeRoom(bytes, null);
    for (int i = 0; i < made.length; i++) {
      made[i] = make(objects.get(i), tags);
    }
    // only now, as they may refer to each other in circles
    for (int i = 0; i < made.length; i++) {
      fill(objects.get(i), made[i]);
    }
  }

  private static long bytes(Object object) {
    if (object instanceof RuntimeStruct struct) {
      return struct.bytes();
    }
    return object instanceof RuntimeArray array
        ? array.bytes()
        : ((RuntimeTaggedException) object).bytes();
  }

  private Object make(Object object, RuntimeTag[] tags) {
    if (object instanceof RuntimeStruct struct) {
      return new RuntimeStruct(struct.layout);
    }
    if (object instanceof RuntimeArray array) {
      return RuntimeArray.allocate(array.type, array.length);
    }
    RuntimeTaggedException exception = (RuntimeTaggedException) object;
    return exception.with(
        tag((RuntimeTag) exception.tag(), tags), new Object[exception.references().length]);
  }

  private RuntimeTag tag(RuntimeTag tag, RuntimeTag[] tags) {
    for (int i = 0; i < tags.length; i++) {
      if (tags[i] == tag) {
        return instance.tags[i];
      }
    }
    return tag;
  }

  private void fill(Object object, Object copy) {
    if (object instanceof RuntimeStruct struct) {
      RuntimeStruct target = (RuntimeStruct) copy;
      System.arraycopy(struct.numbers, 0, target.numbers, 0, target.numbers.length);
      replace(struct.references, target.references);
    } else if (object instanceof RuntimeArray array) {
      RuntimeArray target = (RuntimeArray) copy;
      if (target.elements instanceof @Nullable Object[] references) {
        replace(array.references(), references);
      } else {
        target.copyFrom(array, 0, 0, target.length);
      }
    } else {
      replace(
          ((RuntimeTaggedException) object).references(),
          ((RuntimeTaggedException) copy).references());
    }
  }

  private void replace(@Nullable Object[] tokens, @Nullable Object[] references) {
    for (int i = 0; i < references.length; i++) {
      references[i] = thaw(tokens[i]);
    }
  }

  /** What a token stands for in the instance. */
  @Nullable Object thaw(@Nullable Object token) {
    if (token instanceof Token.FunctionAt function) {
      return instance.function(function.index());
    }
    return token instanceof Token.ObjectAt object ? made[object.number()] : token;
  }

  /** What tokens stand for in the instance. */
  @Nullable Object[] thaw(@Nullable Object[] tokens) {
    @Nullable Object[] references = new Object[tokens.length];
    replace(tokens, references);
    return references;
  }
}
