/*
 * What guests import of Heddle's capabilities for Vert.x: see docs/vertx-capabilities.md.
 *
 * Functions that have to wait suspend the guest; it goes on when what it waits for is there.
 *
 * - Texts and bytes are a pointer and a length, texts are UTF-8.
 * - Functions that give bytes take a pointer `to` and its `room`. They return how long the whole is, and
 *   write as much of it as there is room for; rest() of the same module gives what did not fit, in the
 *   same way, until the call of the guest uses that module for bytes again.
 * - read() gives what there is, at most as much as there is room for, and returns how much; 0 at the end.
 * - Negative results are errors. Nothing else is returned for them, and nothing written.
 * - Handles are numbers from 1. They belong to the call of the guest, at whose end all are closed.
 * - A pointer that is not within the memory traps.
 */
#ifndef HEDDLE_H
#define HEDDLE_H

#define HEDDLE_DENIED (-1)    /* not granted */
#define HEDDLE_NOT_FOUND (-2) /* there is no such thing */
#define HEDDLE_INVALID (-3)   /* an argument makes no sense */
#define HEDDLE_TIMEOUT (-4)   /* it took too long */
#define HEDDLE_IO (-5)        /* the other side, or the device, failed */
#define HEDDLE_TOO_BIG (-6)   /* more bytes than may be */
#define HEDDLE_CLOSED (-7)    /* no handle, or no more */
#define HEDDLE_EXISTS (-8)    /* there is such a thing already */
#define HEDDLE_TOO_MANY (-9)  /* as many as may be are there already */
#define HEDDLE_FAILED (-10)   /* who was asked has refused */

#define HEDDLE_IMPORT(module, name) __attribute__((import_module(#module), import_name(#name)))

typedef unsigned long heddle_size;

/* Files in a directory. Paths are names with slashes in between; "." is the directory itself. */

#define HEDDLE_WRITE 1     /* and read; without it, read only */
#define HEDDLE_CREATE 2    /* if it is not there */
#define HEDDLE_EXCLUSIVE 4 /* with CREATE: only if it is not there */
#define HEDDLE_TRUNCATE 8

/* Opens a regular file. */
HEDDLE_IMPORT(heddle_files, open) int heddle_files_open(const char *path, heddle_size length, int flags);
/* Reads at most 1 MiB from an offset. */
HEDDLE_IMPORT(heddle_files, read) int heddle_files_read(int file, long long offset, void *to, heddle_size room);
/* Writes at most 1 MiB at an offset, and returns how much. */
HEDDLE_IMPORT(heddle_files, write) int heddle_files_write(int file, long long offset, const void *from, heddle_size length);
HEDDLE_IMPORT(heddle_files, size) long long heddle_files_size(int file);
/* Has what is written on the disk. */
HEDDLE_IMPORT(heddle_files, sync) int heddle_files_sync(int file);
HEDDLE_IMPORT(heddle_files, close) int heddle_files_close(int file);
/* Gives a whole file. */
HEDDLE_IMPORT(heddle_files, load) int heddle_files_load(const char *path, heddle_size length, void *to, heddle_size room);
/* Gives the names in a directory, each with a zero byte after it. */
HEDDLE_IMPORT(heddle_files, list) int heddle_files_list(const char *path, heddle_size length, char *to, heddle_size room);
/* 1 for a file, 2 for a directory, 0 for anything else. */
HEDDLE_IMPORT(heddle_files, kind) int heddle_files_kind(const char *path, heddle_size length);
/* Removes a file, or a directory that is empty. */
HEDDLE_IMPORT(heddle_files, remove) int heddle_files_remove(const char *path, heddle_size length);
/* Renames; what has the name already is replaced. */
HEDDLE_IMPORT(heddle_files, rename) int heddle_files_rename(const char *from, heddle_size from_length, const char *to, heddle_size to_length);
HEDDLE_IMPORT(heddle_files, make_directory) int heddle_files_make_directory(const char *path, heddle_size length);
HEDDLE_IMPORT(heddle_files, rest) int heddle_files_rest(void *to, heddle_size room);

/* The time, and waiting. */

/* Milliseconds since 1970. */
HEDDLE_IMPORT(heddle_timers, now) long long heddle_timers_now(void);
/* Nanoseconds since some time, never less than before. */
HEDDLE_IMPORT(heddle_timers, elapsed) long long heddle_timers_elapsed(void);
HEDDLE_IMPORT(heddle_timers, sleep) int heddle_timers_sleep(long long milliseconds);
/* Begins to tick. */
HEDDLE_IMPORT(heddle_timers, every) int heddle_timers_every(long long milliseconds);
/* Waits for a tick; returns 1, or how many are over. */
HEDDLE_IMPORT(heddle_timers, tick) int heddle_timers_tick(int timer);
HEDDLE_IMPORT(heddle_timers, close) int heddle_timers_close(int timer);

/* HTTP requests. Headers are lines: "name: value\n". */

/* Sends a request and does not wait: several may be on their way. */
HEDDLE_IMPORT(heddle_http_client, start) int heddle_http_client_start(
    const char *method, heddle_size method_length, const char *url, heddle_size url_length,
    const char *headers, heddle_size headers_length, const void *body, heddle_size body_length);
/* Waits for the response to begin; so do the functions below. */
HEDDLE_IMPORT(heddle_http_client, status) int heddle_http_client_status(int request);
/* Gives the values of a header, with a line feed between them. */
HEDDLE_IMPORT(heddle_http_client, header) int heddle_http_client_header(
    int request, const char *name, heddle_size length, char *to, heddle_size room);
/* Gives all headers. */
HEDDLE_IMPORT(heddle_http_client, headers) int heddle_http_client_headers(int request, char *to, heddle_size room);
/* Reads the body. */
HEDDLE_IMPORT(heddle_http_client, read) int heddle_http_client_read(int request, void *to, heddle_size room);
HEDDLE_IMPORT(heddle_http_client, close) int heddle_http_client_close(int request);
HEDDLE_IMPORT(heddle_http_client, rest) int heddle_http_client_rest(void *to, heddle_size room);

/* Messages on the event bus. Headers are lines: "name: value\n". */

#define HEDDLE_NONE 0  /* no body */
#define HEDDLE_TEXT 1  /* a String */
#define HEDDLE_BYTES 2 /* a Buffer */
#define HEDDLE_JSON 3  /* a JsonObject or JsonArray, a number or a boolean */

/* Sends to one recipient. */
HEDDLE_IMPORT(heddle_eventbus, send) int heddle_eventbus_send(
    const char *address, heddle_size address_length, int kind, const void *body, heddle_size body_length,
    const char *headers, heddle_size headers_length);
/* Sends to all recipients. */
HEDDLE_IMPORT(heddle_eventbus, publish) int heddle_eventbus_publish(
    const char *address, heddle_size address_length, int kind, const void *body, heddle_size body_length,
    const char *headers, heddle_size headers_length);
/* Sends to one recipient that replies, and does not wait. 0 for as many milliseconds as there may be. */
HEDDLE_IMPORT(heddle_eventbus, request) int heddle_eventbus_request(
    const char *address, heddle_size address_length, int kind, const void *body, heddle_size body_length,
    const char *headers, heddle_size headers_length, long long milliseconds);
/* Waits for the reply, and returns what kind its body is of. NOT_FOUND: nobody is there. */
HEDDLE_IMPORT(heddle_eventbus, wait) int heddle_eventbus_wait(int request);
HEDDLE_IMPORT(heddle_eventbus, body) int heddle_eventbus_body(int request, void *to, heddle_size room);
HEDDLE_IMPORT(heddle_eventbus, header) int heddle_eventbus_header(
    int request, const char *name, heddle_size length, char *to, heddle_size room);
/* Gives the recipient's reason after FAILED, and its number. */
HEDDLE_IMPORT(heddle_eventbus, failure) int heddle_eventbus_failure(int request, char *to, heddle_size room);
HEDDLE_IMPORT(heddle_eventbus, failure_code) int heddle_eventbus_failure_code(int request);
HEDDLE_IMPORT(heddle_eventbus, close) int heddle_eventbus_close(int request);
HEDDLE_IMPORT(heddle_eventbus, rest) int heddle_eventbus_rest(void *to, heddle_size room);

/* Maps from texts to bytes, and counters, shared with others. */

HEDDLE_IMPORT(heddle_shared, get) int heddle_shared_get(
    const char *map, heddle_size map_length, const char *key, heddle_size key_length, void *to, heddle_size room);
HEDDLE_IMPORT(heddle_shared, put) int heddle_shared_put(
    const char *map, heddle_size map_length, const char *key, heddle_size key_length,
    const void *value, heddle_size value_length);
/* EXISTS if there is one. */
HEDDLE_IMPORT(heddle_shared, put_if_absent) int heddle_shared_put_if_absent(
    const char *map, heddle_size map_length, const char *key, heddle_size key_length,
    const void *value, heddle_size value_length);
/* Puts a value in the place of another one: 1, or 0 if that is not there. */
HEDDLE_IMPORT(heddle_shared, replace) int heddle_shared_replace(
    const char *map, heddle_size map_length, const char *key, heddle_size key_length,
    const void *before, heddle_size before_length, const void *after, heddle_size after_length);
HEDDLE_IMPORT(heddle_shared, remove) int heddle_shared_remove(
    const char *map, heddle_size map_length, const char *key, heddle_size key_length);
/* Adds to a counter, and writes what it is then. */
HEDDLE_IMPORT(heddle_shared, add) int heddle_shared_add(
    const char *counter, heddle_size length, long long number, long long *now);
HEDDLE_IMPORT(heddle_shared, rest) int heddle_shared_rest(void *to, heddle_size room);

/* A configuration. Paths are JSON pointers: "/limits/0/price"; "" is the whole. */

/* Gives a value as JSON. */
HEDDLE_IMPORT(heddle_config, get) int heddle_config_get(const char *path, heddle_size length, char *to, heddle_size room);
/* Gives a text, a number or a boolean, without quotes. */
HEDDLE_IMPORT(heddle_config, text) int heddle_config_text(const char *path, heddle_size length, char *to, heddle_size room);
HEDDLE_IMPORT(heddle_config, rest) int heddle_config_rest(void *to, heddle_size room);

/* For verticles: the message that the running call handles; CLOSED if it handles none. */

HEDDLE_IMPORT(heddle_message, address) int heddle_message_address(char *to, heddle_size room);
/* What kind its body is of. */
HEDDLE_IMPORT(heddle_message, kind) int heddle_message_kind(void);
HEDDLE_IMPORT(heddle_message, body) int heddle_message_body(void *to, heddle_size room);
HEDDLE_IMPORT(heddle_message, header) int heddle_message_header(
    const char *name, heddle_size length, char *to, heddle_size room);
HEDDLE_IMPORT(heddle_message, headers) int heddle_message_headers(char *to, heddle_size room);
/* 1 if the sender waits for a reply. */
HEDDLE_IMPORT(heddle_message, is_request) int heddle_message_is_request(void);
/* Replies: once, EXISTS after that; NOT_FOUND if nobody waits. Who returns without has replied with no body. */
HEDDLE_IMPORT(heddle_message, reply) int heddle_message_reply(
    int kind, const void *body, heddle_size body_length, const char *headers, heddle_size headers_length);
/* Tells the sender that there will be no reply, and why. */
HEDDLE_IMPORT(heddle_message, fail) int heddle_message_fail(int code, const char *reason, heddle_size length);
/* While the verticle starts: listens to an address, and handles what comes by an export. */
HEDDLE_IMPORT(heddle_message, consume) int heddle_message_consume(
    const char *address, heddle_size address_length, const char *export_name, heddle_size export_length);
HEDDLE_IMPORT(heddle_message, rest) int heddle_message_rest(void *to, heddle_size room);

/* The log. */

#define HEDDLE_TRACE 0
#define HEDDLE_DEBUG 1
#define HEDDLE_INFO 2
#define HEDDLE_WARNING 3
#define HEDDLE_ERROR 4

/* Whether such messages are logged at all. */
HEDDLE_IMPORT(heddle_log, enabled) int heddle_log_enabled(int level);
HEDDLE_IMPORT(heddle_log, log) int heddle_log_log(int level, const char *text, heddle_size length);

#endif
