package dev.heddle.vertx.http;

/**
 * What a handler has done since it was made, each request in one of the four.
 *
 * @param served how many requests were answered to the end by the guest
 * @param failed how many failed, before or within the answer
 * @param cancelled how many clients went away before the end of the answer
 * @param inFlight how many are served now
 */
public record HttpCounts(long served, long failed, long cancelled, long inFlight) {}
