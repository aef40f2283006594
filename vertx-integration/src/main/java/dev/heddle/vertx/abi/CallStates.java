package dev.heddle.vertx.abi;

import dev.heddle.async.GuestCall;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What calls have of one capability, each until its end. Thread-safe. */
final class CallStates {

  private final int mostOpen;
  private final Map<GuestCall, CallState> states = new ConcurrentHashMap<>();

  CallStates(int mostOpen) {
    this.mostOpen = mostOpen;
  }

  /** What the running call has, from now to its end. */
  CallState current() {
    GuestCall call = GuestCall.current();
    CallState known = states.get(call);
    if (known != null) {
      return known;
    }
    CallState state = new CallState(mostOpen);
    call.closingAtEnd(() -> {
      states.remove(call);
      state.close();
    });
    states.put(call, state);
    return state;
  }

  /** Keeps for the running call what did not fit. */
  void keep(byte[] rest) {
    boolean known = GuestCall.isPresent() && states.containsKey(GuestCall.current());
    if (rest.length > 0 || known) {
      current().keep(rest);
    }
  }
}
