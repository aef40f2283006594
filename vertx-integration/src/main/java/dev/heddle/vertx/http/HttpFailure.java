package dev.heddle.vertx.http;

import io.vertx.core.http.HttpServerRequest;

/**
 * A request that a guest did not serve, for logs.
 *
 * @param request the request
 * @param cause what the call failed with
 * @param status what is answered; 0 if the guest had begun its answer, which was cut off then
 */
public record HttpFailure(HttpServerRequest request, Throwable cause, int status) {}
