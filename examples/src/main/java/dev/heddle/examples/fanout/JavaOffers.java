package dev.heddle.examples.fanout;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;

/** The same service in Java: with futures, and in blocking style on Vert.x's worker threads. */
final class JavaOffers {

  private static final List<String> PARTS = List.of("price", "stock", "rating");

  private final Vertx vertx;
  private final HttpClient client;
  private final List<URI> services;

  /** Of one event loop. */
  private final Map<String, Buffer> known = new HashMap<>();

  JavaOffers(Vertx vertx, OfferService.Services services) {
    this.vertx = vertx;
    this.client = OfferService.client(vertx);
    this.services = services.all();
  }

  /** Serves as {@link OfferService} does, with futures. */
  void serve(HttpServerRequest request) {
    String uri = request.uri();
    String article = uri.substring(uri.lastIndexOf('/') + 1);
    if (!uri.startsWith("/cached/")) {
      answer(request, ask(article));
      return;
    }
    Buffer offer = known.get(article);
    answer(
        request,
        offer != null
            ? Future.succeededFuture(offer)
            : ask(article).onSuccess(asked -> known.put(article, asked)));
  }

  private Future<Buffer> ask(String article) {
    List<Future<Buffer>> parts = start(article);
    return Future.all(parts).map(all -> offer(article, all.list()));
  }

  /** Serves in blocking style: a worker thread waits. */
  void serveBlocking(HttpServerRequest request) {
    String uri = request.uri();
    String article = uri.substring(uri.lastIndexOf('/') + 1);
    Callable<Buffer> task =
        () -> {
          List<Buffer> parts = new ArrayList<>();
          for (Future<Buffer> part : start(article)) {
            parts.add(join(part));
          }
          return offer(article, parts);
        };
    answer(request, vertx.executeBlocking(task, false).map(Objects::requireNonNull));
  }

  private static Buffer join(Future<Buffer> part) throws Exception {
    try {
      return part.toCompletionStage().toCompletableFuture().get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception failure ? failure : e;
    }
  }

  private List<Future<Buffer>> start(String article) {
    return services.stream()
        .map(service ->
            client
                .request(new RequestOptions().setAbsoluteURI(service + article))
                // one within the other: so the body is asked for before it comes, on any thread
                .compose(request -> request.send().compose(HttpClientResponse::body)))
        .toList();
  }

  private static Buffer offer(String article, List<Buffer> parts) {
    Buffer offer = Buffer.buffer("{\"article\":").appendString(article);
    for (int i = 0; i < parts.size(); i++) {
      offer.appendString(",\"" + PARTS.get(i) + "\":").appendBuffer(parts.get(i));
    }
    return offer.appendString("}\n");
  }

  private static void answer(HttpServerRequest request, Future<Buffer> offer) {
    offer
        .onSuccess(
            body -> request.response().putHeader("content-type", "application/json").end(body))
        .onFailure(failure -> request.response().setStatusCode(502).end("no answer\n"));
  }
}
