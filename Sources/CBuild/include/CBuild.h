#ifndef CAPDB_CBUILD_H
#define CAPDB_CBUILD_H

/// The commit that this was built from; empty where the build was not told.
const char *capdb_commit(void);

#endif
