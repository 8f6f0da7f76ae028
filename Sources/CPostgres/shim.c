#include "CPostgres.h"

static void ignore(void *context, const PGresult *result) {
  (void)context;
  (void)result;
}

void cpostgres_silence(PGconn *connection) { PQsetNoticeReceiver(connection, ignore, NULL); }
