/// The 64-bit FNV-1a hash: the same in every process and release, where Swift's own differs from run to run. It tells slips
/// from intent and spreads ids; it keeps nobody out.
///
/// Offset basis and prime: draft-eastlake-fnv.
public enum FNV1a {
  /// The hash of a text's UTF-8.
  public static func hash(_ text: String) -> UInt64 {
    text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}
