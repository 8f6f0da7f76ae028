// glibc's controls of its allocator (mallopt(3)), which Swift's Glibc module leaves out.
#pragma once
#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
