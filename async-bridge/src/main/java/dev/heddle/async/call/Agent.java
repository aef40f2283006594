package dev.heddle.async.call;

import dev.heddle.async.baton.Baton;
import dev.heddle.async.stack.ShadowStacks;
import dev.heddle.async.stack.StackCensus;
import dev.heddle.wasm.Store;

/**
 * What all instances of a store share with regard to calls; the counterpart of JavaScript's agent.
 */
final class Agent {

  final Baton baton = new Baton();

  /** Guarded by the baton. */
  final ShadowStacks stacks = new ShadowStacks();

  /** Who may be interleaved. */
  final StackCensus census = new StackCensus();

  private Agent() {}

  static Agent of(Store store) {
    return store.attachment(Agent.class, Agent::new);
  }
}
