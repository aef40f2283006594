package dev.heddle.vertx.abi;

import dev.heddle.async.AsyncHostCall;
import dev.heddle.wasm.Memory;
import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The arguments of one call of a function, and what the guest's call has open.
 *
 * <p>Pointers and lengths have no sign. What is not within the guest's memory traps, before
 * anything is done.
 */
public final class Arguments {

  /** Names, paths and addresses are not longer. */
  private static final int MOST_TEXT = 64 << 10;

  private final AsyncHostCall call;
  private final CallStates states;

  Arguments(AsyncHostCall call, CallStates states) {
    this.call = call;
    this.states = states;
  }

  public int i32(int index) {
    return call.i32(index);
  }

  public long i64(int index) {
    return call.i64(index);
  }

  public CallState state() {
    return states.current();
  }

  /** What is open under the number that is the argument at {@code index}. */
  public <T> T open(int index, Class<T> type) {
    return state().get(call.i32(index), type);
  }

  /** The text at the pointer at {@code index}, whose length comes after it; UTF-8. */
  public String text(int index) {
    byte[] bytes = bytes(index, MOST_TEXT);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new Refusal(CapabilityError.INVALID);
    }
  }

  /** The bytes at the pointer at {@code index}, whose length comes after it. */
  public byte[] bytes(int index, long most) {
    long length = length(index);
    Refusal.when(length > most, CapabilityError.TOO_BIG);
    return first(index, (int) length);
  }

  /** The first bytes at the pointer at {@code index}, and how many more the guest has there. */
  public byte[] first(int index, int most) {
    return call.memory()
        .read(Integer.toUnsignedLong(call.i32(index)), (int) Math.min(length(index), most));
  }

  /** How many bytes the guest has at the pointer at {@code index}, all of them in its memory. */
  public long length(int index) {
    long length = Integer.toUnsignedLong(call.i32(index + 1));
    check(Integer.toUnsignedLong(call.i32(index)), length, "to read from");
    return length;
  }

  /** The place at the pointer at {@code index}; how much room there is comes after it. */
  public Target target(int index) {
    return target(index, Integer.toUnsignedLong(call.i32(index + 1)));
  }

  /** The place at the pointer at {@code index}. */
  public Target target(int index, long room) {
    long address = Integer.toUnsignedLong(call.i32(index));
    check(address, room, "to write to");
    return new Target(call, states, address, room);
  }

  private void check(long address, long length, String what) {
    Memory memory = call.memory();
    if (address > memory.size() || length > memory.size() - address) {
      throw new TrapException(
          TrapKind.MEMORY_OUT_OF_BOUNDS,
          call.name()
              + ": "
              + length
              + " bytes "
              + what
              + " address "
              + address
              + ", memory of "
              + memory.size()
              + " bytes");
    }
  }
}
