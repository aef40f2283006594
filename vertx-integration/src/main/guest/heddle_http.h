/*
 * heddle_http: how a guest of Heddle for Vert.x serves an HTTP request, in blocking style.
 *
 * For each request the host calls the export `handle`, which takes and returns nothing. While it
 * runs, the functions below are about this one request and its response; there are no handles, and
 * outside of such a call they end it with an error. The response is complete when `handle` returns.
 *
 *   __attribute__((export_name("handle"))) void handle(void) {
 *     heddle_http_set_header("content-type", 12, "text/plain", 10);
 *     heddle_http_write("Hello\n", 6);
 *   }
 *
 * Texts are bytes as they are on the wire, without a NUL at the end. Where the host writes one, it
 * writes as much as there is `room` for and returns the length of the whole; if that is more than
 * `room`, the text was cut off, and the call can be made again with more room.
 *
 * read, write and flush may wait; another request may be served meanwhile, by this instance if its
 * calls are interleaved. When the client goes away or the deadline is over, the call is ended where
 * it waits or computes, and nothing of the guest runs any more.
 *
 * What cannot be done ends the call, as a trap does: addresses that are not in memory, a header
 * after something was written. The client gets status 500, or a connection that breaks off.
 */
#ifndef HEDDLE_HTTP_H
#define HEDDLE_HTTP_H

#include <stdint.h>

#define HEDDLE_HTTP_IMPORT(name) \
  __attribute__((import_module("heddle_http"), import_name(#name)))

#ifdef __cplusplus
extern "C" {
#endif

/* ---- the request */

/* The method, in capital letters: GET. */
HEDDLE_HTTP_IMPORT(method) int32_t heddle_http_method(char *to, uint32_t room);

/* Path and query as they were sent: /total?cart=3 */
HEDDLE_HTTP_IMPORT(uri) int32_t heddle_http_uri(char *to, uint32_t room);

/* http or https. */
HEDDLE_HTTP_IMPORT(scheme) int32_t heddle_http_scheme(char *to, uint32_t room);

/* The host, with its port if that was sent; empty if the client has sent none. */
HEDDLE_HTTP_IMPORT(authority) int32_t heddle_http_authority(char *to, uint32_t room);

/* Address and port of the client, or of the proxy before it: 192.0.2.1:40000 */
HEDDLE_HTTP_IMPORT(remote) int32_t heddle_http_remote(char *to, uint32_t room);

/*
 * The value of a header field, whose name may be in capital or small letters, or -1 if there is
 * none. Several fields of the name are one value, with ", " between them ("; " for Cookie).
 */
HEDDLE_HTTP_IMPORT(header)
int32_t heddle_http_header(const char *name, uint32_t name_length, char *to, uint32_t room);

/* How many header fields there are; and the name and the value of one, from 0 on, or -1. */
HEDDLE_HTTP_IMPORT(header_count) int32_t heddle_http_header_count(void);
HEDDLE_HTTP_IMPORT(header_name)
int32_t heddle_http_header_name(int32_t index, char *to, uint32_t room);
HEDDLE_HTTP_IMPORT(header_value)
int32_t heddle_http_header_value(int32_t index, char *to, uint32_t room);

/*
 * Reads the next bytes of the body, as many as are there and as there is room for. Waits for one
 * byte at least, so that 0 means the end (or that there was no room). What was written before is
 * sent. A body that is larger than allowed, or that the client does not send to its end, ends the
 * call.
 */
HEDDLE_HTTP_IMPORT(read) int32_t heddle_http_read(void *to, uint32_t room);

/* ---- the response: its head before its body */

/* Sets the status, 200 to 599; it is 200 otherwise. */
HEDDLE_HTTP_IMPORT(status) void heddle_http_status(int32_t code);

/*
 * Sets a header field in place of those of its name, or adds another one. What is about the
 * connection cannot be set (Connection, Transfer-Encoding, ...). With Content-Length the body has
 * to have that length; without, the host finds out or sends it in chunks.
 */
HEDDLE_HTTP_IMPORT(set_header)
void heddle_http_set_header(
    const char *name, uint32_t name_length, const char *value, uint32_t value_length);
HEDDLE_HTTP_IMPORT(add_header)
void heddle_http_add_header(
    const char *name, uint32_t name_length, const char *value, uint32_t value_length);

/*
 * Sets a field that comes after the body, in HTTP/2 and in HTTP/1.1 that is sent in chunks. The
 * first one is to be set before anything is written, and there may be no Content-Length.
 */
HEDDLE_HTTP_IMPORT(set_trailer)
void heddle_http_set_trailer(
    const char *name, uint32_t name_length, const char *value, uint32_t value_length);

/*
 * Writes bytes of the body. They are sent, after the head, once 8 KiB have gathered, when the
 * request's body is read, with flush, and at the end. Waits while more than 64 KiB are on the way,
 * that is while the client is slow. The answer to HEAD has no body, and what is written for it is
 * dropped; with the statuses 204 and 304 there must be none.
 */
HEDDLE_HTTP_IMPORT(write) void heddle_http_write(const void *from, uint32_t length);

/*
 * Sends what was written, or the head alone if nothing was, and waits until the network has taken it.
 * For what the client is to see while the guest goes on.
 */
HEDDLE_HTTP_IMPORT(flush) void heddle_http_flush(void);

#ifdef __cplusplus
}
#endif

#endif
