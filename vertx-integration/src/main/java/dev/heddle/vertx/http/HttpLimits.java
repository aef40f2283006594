package dev.heddle.vertx.http;

/**
 * How much of a request guests are given, and how much they may say before the body.
 *
 * @param maxBodySize bytes of a request's body; -1 for any number
 * @param maxHeadSize bytes of names and values of a response's header fields
 * @param maxHeaders how many header fields a response may have
 */
record HttpLimits(long maxBodySize, int maxHeadSize, int maxHeaders) {

  boolean allowsBody(long size) {
    return maxBodySize < 0 || size <= maxBodySize;
  }
}
