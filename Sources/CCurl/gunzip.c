#include "CCurl.h"

#include <limits.h>
#include <stdlib.h>
#include <zlib.h>

struct ccurl_gunzip {
  z_stream stream;
};

/* The largest window, and a gzip wrapper only. */
enum { GZIP_WINDOW = MAX_WBITS + 16 };

ccurl_gunzip *ccurl_gunzip_make(void) {
  ccurl_gunzip *state = calloc(1, sizeof *state);
  if (state == NULL) return NULL;
  if (inflateInit2(&state->stream, GZIP_WINDOW) != Z_OK) {
    free(state);
    return NULL;
  }
  return state;
}

void ccurl_gunzip_free(ccurl_gunzip *state) {
  if (state == NULL) return;
  inflateEnd(&state->stream);
  free(state);
}

void ccurl_gunzip_restart(ccurl_gunzip *state) {
  inflateReset(&state->stream);
}

static uInt clamp(size_t count) {
  return count > UINT_MAX ? UINT_MAX : (uInt)count;
}

ccurl_gunzip_result ccurl_gunzip_step(
  ccurl_gunzip *state, const void *input, size_t input_count, void *output, size_t output_count,
  size_t *consumed, size_t *produced) {
  z_stream *stream = &state->stream;
  uInt available_in = clamp(input_count), available_out = clamp(output_count);
  stream->next_in = (Bytef *)input;
  stream->avail_in = available_in;
  stream->next_out = output;
  stream->avail_out = available_out;
  int result = inflate(stream, Z_NO_FLUSH);
  *consumed = available_in - stream->avail_in;
  *produced = available_out - stream->avail_out;
  switch (result) {
  case Z_OK:
  case Z_BUF_ERROR:
    return CCURL_GUNZIP_MORE;
  case Z_STREAM_END:
    return CCURL_GUNZIP_END;
  default:
    return CCURL_GUNZIP_BAD;
  }
}
