#ifndef CCURL_H
#define CCURL_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Swift cannot call variadic C functions. Each of these sets or reads one option of one type. */

/** Sets an option that takes a number or a switch. */
CURLcode ccurl_set_long(CURL *easy, CURLoption option, long value);
/** Sets an option that takes a string, which libcurl copies; NULL restores or clears it. */
CURLcode ccurl_set_string(CURL *easy, CURLoption option, const char *value);
/** Sets an option that takes a pointer, which must stay valid until the transfer is over. */
CURLcode ccurl_set_pointer(CURL *easy, CURLoption option, void *value);
/** Sets an option that takes a list, which must stay valid until the transfer is over. */
CURLcode ccurl_set_list(CURL *easy, CURLoption option, struct curl_slist *value);
/** Sets an option that takes a 64-bit number. */
CURLcode ccurl_set_offset(CURL *easy, CURLoption option, curl_off_t value);
/** Sets an option that takes bytes, which libcurl copies. */
CURLcode ccurl_set_bytes(CURL *easy, CURLoption option, const void *bytes, size_t count);
/** Sets the function that is given the body (CURLOPT_WRITEFUNCTION) or the header lines (CURLOPT_HEADERFUNCTION). */
CURLcode ccurl_set_receiver(CURL *easy, CURLoption option, curl_write_callback value);
/** Allows http and https, and no other scheme. */
CURLcode ccurl_allow_http_only(CURL *easy);
/** Lets a transfer end while the system still looks up its host's name, where libcurl can (7.87 and later). */
CURLcode ccurl_abandon_lookups(CURL *easy);

/** Sets an option of a multi handle that takes a number or a switch. */
CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value);
/** Waits until there is something to do, at most this long, or until `curl_multi_wakeup`. */
CURLMcode ccurl_multi_wait(CURLM *multi, int milliseconds);
/** Takes the next transfer that is over; NULL if there is none. Its result goes to `result`. */
CURL *ccurl_multi_next_done(CURLM *multi, CURLcode *result);

/** Shares one kind of data between the easy handles of a share handle. */
CURLSHcode ccurl_share(CURLSH *share, curl_lock_data kind);

/** Reads a number; 0 if there is none. */
long ccurl_get_long(CURL *easy, CURLINFO info);
/** Reads a 64-bit number; 0 if there is none. */
curl_off_t ccurl_get_offset(CURL *easy, CURLINFO info);

/** A field of a certificate that the server showed, such as "Expire date"; NULL if there is none. `certificate` counts from 0, the
    server's own, and CURLOPT_CERTINFO must be set. The text is libcurl's, until the handle is reused or freed. */
const char *ccurl_certificate_field(CURL *easy, int certificate, const char *name);

/** Prepares libcurl for the process. Call it once, before anything else. */
CURLcode ccurl_global_init(void);

/** libcurl's own version, for example "7.88.1". */
const char *ccurl_version(void);

/** Names the calling thread, in at most 15 bytes. */
void ccurl_name_thread(const char *name);

/** The result of a step of gunzipping. */
typedef enum {
  /** More input or more output space is needed. */
  CCURL_GUNZIP_MORE,
  /** A gzip member ended here, its checksum and length right. */
  CCURL_GUNZIP_END,
  /** What came is not gzip, or its checksum or length is wrong. */
  CCURL_GUNZIP_BAD
} ccurl_gunzip_result;

/** The state of undoing gzip. */
typedef struct ccurl_gunzip ccurl_gunzip;

/** Makes a state; NULL without memory. */
ccurl_gunzip *ccurl_gunzip_make(void);
/** Frees a state. */
void ccurl_gunzip_free(ccurl_gunzip *state);
/** Makes the state ready for another gzip member. */
void ccurl_gunzip_restart(ccurl_gunzip *state);
/** Undoes gzip from `input` to `output`. `consumed` and `produced` say how much of each was used. */
ccurl_gunzip_result ccurl_gunzip_step(
  ccurl_gunzip *state, const void *input, size_t input_count, void *output, size_t output_count,
  size_t *consumed, size_t *produced);

#endif
