#include "CZlib.h"

#include <string.h>
#include <zlib.h>

/* The largest window with a gzip wrapper, and the memory that zlib takes by default. */
enum { GZIP_WINDOW = MAX_WBITS + 16, MEMORY_LEVEL = 8 };

size_t czlib_gzip_bound(size_t count) {
  /* compressBound is for zlib's own wrapper of 6 bytes; gzip's has 18. */
  return compressBound(count) + 12;
}

size_t czlib_gzip(const void *input, size_t input_count, void *output, size_t output_count) {
  z_stream stream;
  memset(&stream, 0, sizeof stream);
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, GZIP_WINDOW, MEMORY_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK) {
    return 0;
  }
  stream.next_in = (Bytef *)input;
  stream.avail_in = (uInt)input_count;
  stream.next_out = output;
  stream.avail_out = (uInt)output_count;
  int result = deflate(&stream, Z_FINISH);
  size_t size = stream.total_out;
  deflateEnd(&stream);
  return result == Z_STREAM_END ? size : 0;
}
