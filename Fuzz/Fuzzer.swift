import Foundation

/// Feeds what libFuzzer makes up to the decoder that the environment variable `CAPDB_FUZZ_TARGET` names.
///
/// A decoder may refuse its input with an error; it may not crash, hang or grow without bound. libFuzzer's own `main`
/// calls this function; see https://llvm.org/docs/LibFuzzer.html#fuzz-target.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  chosen(UnsafeBufferPointer(start: bytes, count: count))
  return 0
}

/// Decodes bytes and drops the result.
typealias Decoder = @Sendable (UnsafeBufferPointer<UInt8>) -> Void

private let chosen: Decoder = {
  let name = ProcessInfo.processInfo.environment["CAPDB_FUZZ_TARGET"] ?? ""
  guard let decoder = decoders[name] else {
    print("CAPDB_FUZZ_TARGET must be one of: \(decoders.keys.sorted().joined(separator: ", "))")
    exit(64)
  }
  return decoder
}()
