package dev.heddle.wasi.function;

import dev.heddle.async.AsyncHostCall;
import dev.heddle.wasi.abi.Buffers;
import dev.heddle.wasi.abi.Dialect;
import dev.heddle.wasi.abi.GuestMemory;
import dev.heddle.wasi.descriptor.DirectoryDescriptor;
import dev.heddle.wasi.path.PathResolver;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One call of a function by a guest.
 *
 * @param call the call
 * @param memory the memory of the guest
 * @param guest what the guest has
 * @param dialect the form of the functions
 */
record Invocation(AsyncHostCall call, GuestMemory memory, Guest guest, Dialect dialect) {

  int i32(int argument) {
    return call.i32(argument);
  }

  long i64(int argument) {
    return call.i64(argument);
  }

  <T extends @Nullable Object> T await(CompletionStage<T> stage) {
    return call.await(stage);
  }

  /** The buffers whose array and number are at a place among the arguments. */
  Buffers buffers(int argument) {
    return new Buffers(memory, i32(argument), i32(argument + 1));
  }

  /** The path whose address and length are at a place among the arguments. */
  String path(int argument) {
    return memory.text(i32(argument), i32(argument + 1), guest.limits().maxPathBytes());
  }

  PathResolver resolver(DirectoryDescriptor directory) {
    return new PathResolver(
        call, directory.shared(), guest.limits().maxPathBytes(), guest.limits().maxNameBytes());
  }
}
