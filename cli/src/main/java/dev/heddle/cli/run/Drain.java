package dev.heddle.cli.run;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes what a guest writes to its standard streams to those of the process: by one thread, so that
 * output and errors come in the order in which they were written, and a guest goes on while there
 * is room. Where there is none the guest is suspended until all it has written before has arrived.
 *
 * <p>Streams are to be written to under {@link #executor()}. Thread-safe.
 */
final class Drain {

  private static final int ROOM = 64 << 10;

  /** Something to be done in its turn. */
  private sealed interface Item {}

  private record Bytes(Target to, byte[] bytes) implements Item {}

  private record Task(Runnable code) implements Item {}

  private final BlockingQueue<Item> queue = new LinkedBlockingQueue<>();
  private final AtomicInteger queued = new AtomicInteger();
  private final AtomicBoolean isStarted = new AtomicBoolean();
  private final Consumer<IOException> onFailure;
  private volatile @Nullable Thread thread;

  /**
   * One without streams.
   *
   * @param onFailure told what a stream failed with, once for each, by a thread that must not block
   */
  Drain(Consumer<IOException> onFailure) {
    this.onFailure = onFailure;
  }

  /** A way into a stream. */
  OutputStream to(OutputStream stream) {
    return new Target(stream);
  }

  /** Has a task done that writes: here if there is room, else when there is. */
  Executor executor() {
    return task -> {
      if (queued.get() < ROOM) {
        task.run();
      } else {
        add(new Task(task));
      }
    };
  }

  /** Waits until all that was written has arrived, or cannot, or so much time is over. */
  void flush(Duration most) throws InterruptedException {
    if (isStarted.get()) {
      CountDownLatch reached = new CountDownLatch(1);
      add(new Task(reached::countDown));
      reached.await(most.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void add(Item item) {
    queue.add(item);
    if (isStarted.compareAndSet(false, true)) {
      Thread drain = Thread.ofPlatform().daemon().name("heddle-output").unstarted(this::run);
      thread = drain;
      drain.start();
    }
  }

  private void run() {
    ByteArrayOutputStream batch = new ByteArrayOutputStream();
    try {
      Item next = queue.take();
      while (true) {
        switch (next) {
          case Task(Runnable code) -> {
            code.run();
            next = queue.take();
          }
          case Bytes(Target to, byte[] bytes) -> {
            batch.reset();
            batch.writeBytes(bytes);
            Item after = queue.poll();
            while (after instanceof Bytes(Target other, byte[] more)
                && other == to
                && batch.size() < ROOM) {
              batch.writeBytes(more);
              after = queue.poll();
            }
            to.deliver(batch.toByteArray());
            queued.addAndGet(-batch.size());
            next = after == null ? queue.take() : after;
          }
        }
      }
    } catch (InterruptedException e) {
      // nobody does that, and the thread ends with the process
    }
  }

  /** One of the streams. */
  private final class Target extends OutputStream {

    private final OutputStream stream;
    private volatile @Nullable IOException failure;

    Target(OutputStream stream) {
      this.stream = stream;
    }

    @Override
    public void write(int single) throws IOException {
      write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      byte[] copy = new byte[length];
      System.arraycopy(bytes, from, copy, 0, length);
      if (Thread.currentThread() == thread) {
        deliver(copy);
      } else if (failure == null) {
        queued.addAndGet(length);
        add(new Bytes(this, copy));
      }
      IOException known = failure;
      if (known != null) {
        throw known;
      }
    }

    /** Called by the thread alone. */
    void deliver(byte[] bytes) {
      if (failure != null) {
        return;
      }
      try {
        stream.write(bytes);
        stream.flush();
      } catch (IOException e) {
        failure = e;
        onFailure.accept(e);
      }
    }
  }
}
