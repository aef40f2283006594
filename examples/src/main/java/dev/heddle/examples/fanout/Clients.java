package dev.heddle.examples.fanout;

import dev.heddle.examples.load.Latencies;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Clients that ask for offers, each for the next when it has one, and check them all. */
final class Clients {

  private static final int ARTICLES = 10;

  private final HttpClient client;
  private final int port;
  private final String path;

  Clients(Vertx vertx, int port, String path, int clients) {
    this.client =
        vertx.createHttpClient(new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(clients));
    this.port = port;
    this.path = path;
  }

  /**
   * What they have measured.
   *
   * @param perSecond answers a second
   * @param latencies of all answers, in nanoseconds: the median, 90 %, 99 % and the longest
   */
  record Figures(double perSecond, List<Long> latencies) {}

  /** Has clients ask together until there are so many answers, and measures. */
  Future<Figures> ask(int clients, int answers) {
    AtomicInteger left = new AtomicInteger(answers);
    Latencies latencies = new Latencies(answers);
    long begin = System.nanoTime();
    List<Future<Void>> all =
        IntStream.range(0, clients)
            .mapToObj(each -> {
              Promise<Void> done = Promise.promise();
              next(left, latencies, done);
              return done.future();
            })
            .toList();
    return Future.all(all)
        .map(ended -> {
          double seconds = (System.nanoTime() - begin) / 1e9;
          long[] shares = latencies.percentiles(0.5, 0.9, 0.99, 1);
          return new Figures(answers / seconds, Arrays.stream(shares).boxed().toList());
        });
  }

  private void next(AtomicInteger left, Latencies latencies, Promise<Void> done) {
    int number = left.getAndDecrement();
    if (number <= 0) {
      done.complete();
      return;
    }
    int article = number % ARTICLES;
    long asked = System.nanoTime();
    client
        .request(HttpMethod.GET, port, "localhost", path + article)
        .compose(request -> request.send().compose(response -> checked(response, article)))
        .onFailure(done::tryFail)
        .onSuccess(right -> {
          latencies.add(System.nanoTime() - asked);
          next(left, latencies, done);
        });
  }

  private static Future<Buffer> checked(HttpClientResponse response, int article) {
    return response
        .body()
        .compose(body ->
            response.statusCode() == 200 && body.toString().equals(Upstreams.offer(article))
                ? Future.succeededFuture(body)
                : Future.failedFuture(
                    new IllegalStateException(
                        "article "
                            + article
                            + ": expected "
                            + Upstreams.offer(article)
                            + ", found "
                            + response.statusCode()
                            + " "
                            + body)));
  }
}
