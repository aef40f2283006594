package dev.heddle.benchmarks.vertx;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Clients that are slow: each sends the body of its request byte by byte, a second apart, and the
 * next one only when the last has come back. They begin when all have got their first byte.
 */
public final class SlowClients {

  private static final int AT_A_TIME = 100;
  private static final long PAUSE_MILLIS = 1_000;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final NetClient net =
      vertx.createNetClient(
          new NetClientOptions().setConnectTimeout(60_000).setReconnectAttempts(10));
  private final int port;
  private final int count;
  private final int rounds;
  private final Promise<Void> allAreThere = Promise.promise();
  private final List<Future<Void>> ends = new ArrayList<>();

  // Of the one event loop.
  private int begun;
  private int there;

  private SlowClients(int port, int count, int rounds) {
    this.port = port;
    this.count = count;
    this.rounds = rounds;
  }

  /** Runs so many requests of so many bytes, all at once, and throws if an answer is wrong. */
  public static void run(int port, int count, int rounds)
      throws ExecutionException, InterruptedException, TimeoutException {
    SlowClients clients = new SlowClients(port, count, rounds);
    Promise<Void> end = Promise.promise();
    clients.vertx.runOnContext(start -> clients.begin(end));
    try {
      end.future().toCompletionStage().toCompletableFuture().get(5, TimeUnit.MINUTES);
    } finally {
      clients.vertx.close();
    }
  }

  private void begin(Promise<Void> end) {
    List<Promise<Void>> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Promise<Void> answer = Promise.promise();
      all.add(answer);
      ends.add(answer.future());
    }
    for (int i = 0; i < Math.min(AT_A_TIME, count); i++) {
      connectNext(all);
    }
    Future.all(ends).<Void>mapEmpty().onComplete(end);
  }

  private void connectNext(List<Promise<Void>> all) {
    if (begun == count) {
      return;
    }
    int number = begun++;
    Promise<Void> end = all.get(number);
    net.connect(port, "localhost")
        .onFailure(end::tryFail)
        .onSuccess(socket -> new Client(socket, number, end, () -> connectNext(all)).begin());
  }

  private final class Client {

    private final NetSocket socket;
    private final char mark;
    private final Promise<Void> end;
    private final Runnable atFirstByte;
    private final StringBuilder answer = new StringBuilder();
    private int echoed;

    Client(NetSocket socket, int number, Promise<Void> end, Runnable atFirstByte) {
      this.socket = socket;
      this.mark = (char) ('a' + number % 26);
      this.end = end;
      this.atFirstByte = atFirstByte;
    }

    void begin() {
      socket.exceptionHandler(end::tryFail);
      socket.closeHandler(closed -> {
        String expected = ("\r\n1\r\n" + mark).repeat(rounds) + "\r\n0\r\n\r\n";
        if (answer.toString().startsWith("HTTP/1.1 200 OK\r\n")
            && answer.toString().endsWith("\r\n" + expected)) {
          end.tryComplete();
        } else {
          end.tryFail("the answer to " + rounds + " times " + mark + " was: " + answer);
        }
      });
      socket.handler(bytes -> {
        answer.append(bytes);
        byteIsBack();
      });
      socket.write(
          "POST /echo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
              + rounds
              + "\r\n\r\n"
              + mark);
    }

    private void byteIsBack() {
      String expected = "\r\n1\r\n" + mark;
      int at = answer.length() - expected.length() - 2;
      if (at < 0 || !answer.substring(at).equals(expected + "\r\n")) {
        return;
      }
      echoed++;
      if (echoed == 1) {
        if (++there == count) {
          allAreThere.complete();
        }
        atFirstByte.run();
        allAreThere.future().onSuccess(all -> sendNext());
      } else {
        sendNext();
      }
    }

    private void sendNext() {
      if (echoed < rounds) {
        // Not all in one moment, as no clients are.
        long pause = PAUSE_MILLIS / 2 + (long) (Math.random() * PAUSE_MILLIS);
        vertx.setTimer(pause, late -> socket.write(String.valueOf(mark)));
      }
    }
  }
}
