package dev.heddle.examples.fanout;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.concurrent.TimeUnit;

/**
 * The three services that are asked, which take their time: {@code /price/7}, {@code /stock/7},
 * {@code /rating/7}. There is no article 13.
 */
final class Upstreams extends VerticleBase {

  private static final int UNLUCKY = 13;

  private int port;

  @Override
  public Future<?> start() {
    return vertx
        .createHttpServer()
        .requestHandler(this::answer)
        .listen(0, "localhost")
        .onSuccess(server -> port = server.actualPort());
  }

  private void answer(HttpServerRequest request) {
    String uri = request.uri();
    int article = Integer.parseInt(uri.substring(uri.lastIndexOf('/') + 1));
    if (article == UNLUCKY) {
      request.response().setStatusCode(404).end();
      return;
    }
    int figure = figure(uri.charAt(1), article);
    vertx
        .timer(5 + article % 5, TimeUnit.MILLISECONDS)
        .onSuccess(over -> request.response().end(Integer.toString(figure)));
  }

  private static int figure(char service, int article) {
    return switch (service) {
      case 'p' -> 100 + article;
      case 's' -> 2 * article;
      default -> article % 5 + 1;
    };
  }

  /** What an offer has to be. */
  static String offer(int article) {
    return "{\"article\":%d,\"price\":%d,\"stock\":%d,\"rating\":%d}\n"
        .formatted(article, figure('p', article), figure('s', article), figure('r', article));
  }

  OfferService.Services services() {
    return new OfferService.Services(uri("price"), uri("stock"), uri("rating"));
  }

  private URI uri(String service) {
    return URI.create("http://localhost:" + port + "/" + service + "/");
  }
}
