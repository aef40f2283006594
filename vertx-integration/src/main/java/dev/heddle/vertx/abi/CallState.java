package dev.heddle.vertx.abi;

import java.util.HashMap;
import java.util.Map;

/**
 * What one call has of one capability: what it has open, under numbers, and what did not fit where
 * the guest wanted it. Confined to the thread of the call, at whose end it is closed.
 */
public final class CallState implements AutoCloseable {

  private static final byte[] NOTHING = {};

  private final int mostOpen;
  private final Map<Integer, Opened> open = new HashMap<>();
  private int last;
  private byte[] rest = NOTHING;

  CallState(int mostOpen) {
    this.mostOpen = mostOpen;
  }

  /** Refuses to open more than may be open. */
  public void requireRoom() {
    Refusal.when(open.size() >= mostOpen, CapabilityError.TOO_MANY);
  }

  public int add(Opened resource) {
    int handle = ++last;
    open.put(handle, resource);
    return handle;
  }

  public <T> T get(int handle, Class<T> type) {
    Opened resource = open.get(handle);
    if (!type.isInstance(resource)) {
      throw new Refusal(CapabilityError.CLOSED);
    }
    return type.cast(resource);
  }

  public void close(int handle) {
    Opened resource = open.remove(handle);
    if (resource == null) {
      throw new Refusal(CapabilityError.CLOSED);
    }
    resource.close();
  }

  byte[] rest() {
    return rest;
  }

  void keep(byte[] bytes) {
    rest = bytes;
  }

  @Override
  public void close() {
    rest = NOTHING;
    for (Opened resource : open.values()) {
      resource.close();
    }
    open.clear();
  }
}
