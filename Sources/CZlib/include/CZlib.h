#ifndef CZLIB_H
#define CZLIB_H

#include <stddef.h>

/** The most bytes that `czlib_gzip` makes of `count` bytes. */
size_t czlib_gzip_bound(size_t count);

/**
 * Compresses to one gzip member, whose header has neither time nor name, so that equal input gives equal output.
 * Returns the size of the output; 0 without memory or where it does not fit.
 */
size_t czlib_gzip(const void *input, size_t input_count, void *output, size_t output_count);

#endif
