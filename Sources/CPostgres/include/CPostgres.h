#ifndef CPOSTGRES_H
#define CPOSTGRES_H

/* Debian and its descendants keep libpq's headers in a folder of their own. */
#if __has_include(<libpq-fe.h>)
#include <libpq-fe.h>
#else
#include <postgresql/libpq-fe.h>
#endif

/** Keeps a connection's notices away from standard error. */
void cpostgres_silence(PGconn *connection);

#endif
