package dev.heddle.wasm.runtime;

/** A pause of a guest that has gone on from the thread on which it began. */
final class PauseErrand extends Errand {

  private final Runnable pause;

  PauseErrand(Runnable pause) {
    this.pause = pause;
  }

  @Override
  void run() {
    pause.run();
  }
}
