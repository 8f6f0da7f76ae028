#include "CBuild.h"

#ifndef CAPDB_COMMIT
#define CAPDB_COMMIT ""
#endif

const char *capdb_commit(void) { return CAPDB_COMMIT; }
