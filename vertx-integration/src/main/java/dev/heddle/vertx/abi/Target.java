package dev.heddle.vertx.abi;

import dev.heddle.async.GuestCall;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Where in its memory the guest wants bytes, and how much room there is. */
public final class Target {

  private final GuestCall call;
  private final CallStates states;
  private final long address;
  private final long room;

  Target(GuestCall call, CallStates states, long address, long room) {
    this.call = call;
    this.states = states;
    this.address = address;
    this.room = room;
  }

  public long room() {
    return room;
  }

  /** Writes what fits of a text in UTF-8, and keeps the rest for the guest to ask for. */
  public long give(String text) {
    return give(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes what fits, and keeps the rest for the guest to ask for. */
  public long give(byte[] whole) {
    int fits = (int) Math.min(whole.length, room);
    call.memory().write(address, whole, 0, fits);
    states.keep(Arrays.copyOfRange(whole, fits, whole.length));
    return whole.length;
  }

  /** Writes part of what is there, for there to be more reads; not more than there is room for. */
  public long write(byte[] bytes) {
    call.memory().write(address, bytes);
    return bytes.length;
  }
}
