package dev.heddle.wasm.runtime;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ObjectHeapTest {

  /** In less time than it takes to look for each among the others, which would be minutes. */
  @Test
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void callsLeaveTheHostInTheOrderInWhichTheyCame() {
    ObjectHeap heap = new ObjectHeap();
    List<Activation> calls = new ArrayList<>();
    for (int i = 0; i < 500_000; i++) {
      calls.add(Activation.begin(null, 1, 1, 0));
    }
    calls.forEach(heap::enterHost);
    calls.forEach(heap::leaveHost);
  }
}
