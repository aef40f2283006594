package dev.heddle.examples.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.examples.guide.Guest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The service in C, as its clients see it. */
@ExtendWith(VertxExtension.class)
class FanOutTest {

  private final Upstreams upstreams = new Upstreams();
  private Vertx vertx;
  private WebClient client;
  private String upstreamsId;
  private int port;

  @BeforeEach
  void start(Vertx vertx) throws Exception {
    this.vertx = vertx;
    client = WebClient.create(vertx);
    upstreamsId = await(vertx.deployVerticle(upstreams));
    port = deploy(upstreams.services());
  }

  private int deploy(OfferService.Services services) throws Exception {
    OfferService service = new OfferService(services);
    await(vertx.deployVerticle(service));
    return service.port();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.await(60, TimeUnit.SECONDS);
  }

  private HttpResponse<Buffer> get(int port, String uri) throws Exception {
    return await(client.get(port, "localhost", uri).send());
  }

  @Test
  void anOfferIsPutTogetherOfThreeAnswers() throws Exception {
    HttpResponse<Buffer> offer = get(port, "/offers/7");
    assertThat(offer.statusCode()).isEqualTo(200);
    assertThat(offer.getHeader("content-type")).isEqualTo("application/json");
    assertThat(offer.bodyAsString())
        .isEqualTo("{\"article\":7,\"price\":107,\"stock\":14,\"rating\":3}\n");
  }

  @Test
  void whatNobodyAnswersIs502AndSaysWho() throws Exception {
    HttpResponse<Buffer> none = get(port, "/offers/13");
    assertThat(none.statusCode()).isEqualTo(502);
    assertThat(none.bodyAsString()).isEqualTo("price: no answer\n");
    OfferService.Services partly =
        new OfferService.Services(
            upstreams.services().price(),
            upstreams.services().stock(),
            URI.create("http://localhost:1/rating/"));
    assertThat(get(deploy(partly), "/offers/7").bodyAsString()).isEqualTo("rating: no answer\n");
  }

  @Test
  void otherPathsAreNotThere() throws Exception {
    for (String uri :
        new String[] {"/", "/offers/", "/offers/x", "/offers/7/8", "/offers/1234567890"}) {
      assertThat(get(port, uri).statusCode()).as(uri).isEqualTo(404);
    }
  }

  @Test
  void whatIsKnownIsNotAskedForAgain() throws Exception {
    assertThat(get(port, "/cached/8").bodyAsString()).isEqualTo(Upstreams.offer(8));
    await(vertx.undeploy(upstreamsId));
    assertThat(get(port, "/cached/8").bodyAsString()).isEqualTo(Upstreams.offer(8));
    assertThat(get(port, "/offers/8").statusCode()).isEqualTo(502);
  }

  @Test
  void manyClientsAtOnceAllGetTheirOwnOffer() throws Exception {
    for (String path : new String[] {"/offers/", "/cached/"}) {
      Clients.Figures figures = await(new Clients(vertx, port, path, 100).ask(100, 300));
      assertThat(figures.perSecond()).isPositive();
    }
  }

  @Test
  void theSameInJavaGivesTheSame() throws Exception {
    JavaOffers offers = new JavaOffers(vertx, upstreams.services());
    var futures =
        await(vertx.createHttpServer().requestHandler(offers::serve).listen(0, "localhost"));
    var blocking =
        await(
            vertx.createHttpServer().requestHandler(offers::serveBlocking).listen(0, "localhost"));
    for (int other : new int[] {futures.actualPort(), blocking.actualPort()}) {
      assertThat(get(other, "/offers/7").bodyAsString())
          .isEqualTo(get(port, "/offers/7").bodyAsString());
    }
  }

  @Test
  void theGuestIsWhatItsSourceWasCompiledTo() throws Exception {
    Guest.in("fanout")
        .assertUpToDate("offer.c", "../../resources/dev/heddle/examples/fanout/offer.wasm");
  }
}
