import CMalloc

/// How glibc's allocator keeps memory that is free.
///
/// Source: mallopt(3), malloc_trim(3).
enum Heap {
  /// Keeps the pages of lists out of the heap: a buffer of 2 MB is then given back when it is freed, whatever lies
  /// behind it, and no thread keeps an arena of its own.
  static func limit() {
    #if canImport(Glibc)
      mallopt(M_MMAP_THRESHOLD, 256 << 10)
      mallopt(M_ARENA_MAX, 2)
    #endif
  }

  /// Gives free memory back to the system. What a process that runs for months frees lies among what it keeps, so that glibc
  /// would keep ever more of it.
  static func trim() {
    #if canImport(Glibc)
      malloc_trim(0)
    #endif
  }
}
