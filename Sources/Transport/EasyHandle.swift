import CCurl
import OutsideText
import Glibc

/// libcurl's easy handle of one transfer, with the memory that its options point to.
final class EasyHandle {
  let pointer: UnsafeMutableRawPointer
  private let errorText: UnsafeMutablePointer<CChar>
  private var lists: [UnsafeMutablePointer<curl_slist>] = []
  private var body: UnsafeMutableRawPointer?
  private(set) var firstFailure = CURLE_OK

  /// Makes a handle with every option that the request asks for.
  init(
    _ request: HTTPRequest, to target: TargetURL, userAgent: String, share: UnsafeMutableRawPointer
  ) throws(TransportError) {
    guard let pointer = curl_easy_init() else {
      throw TransportError(kind: .other, server: target.server, detail: "libcurl is out of memory")
    }
    self.pointer = pointer
    errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
    errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    set(CURLOPT_ERRORBUFFER, pointer: errorText)
    set(CURLOPT_SHARE, pointer: share)
    set(CURLOPT_USERAGENT, userAgent)
    do {
      try apply(request, to: target)
    } catch {
      throw TransportError(kind: .invalidRequest, server: target.server, detail: error.detail)
    }
    guard firstFailure == CURLE_OK else {
      let detail = SafeText.libraryPhrase(String(cString: curl_easy_strerror(firstFailure))) ?? .withheld
      throw TransportError(kind: .invalidRequest, server: target.server, detail: detail)
    }
  }

  deinit {
    curl_easy_cleanup(pointer)
    lists.forEach { curl_slist_free_all($0) }
    free(body)
    errorText.deallocate()
  }

  /// Sets an option that takes a number.
  func set(_ option: CURLoption, _ value: Int) {
    note(ccurl_set_long(pointer, option, value))
  }

  /// Sets a switch.
  func set(_ option: CURLoption, _ value: Bool) {
    note(ccurl_set_long(pointer, option, value ? 1 : 0))
  }

  /// Sets an option that takes a text, which libcurl copies; nil clears it.
  func set(_ option: CURLoption, _ value: String?) {
    note(ccurl_set_string(pointer, option, value))
  }

  /// Sets an option that takes bytes, which libcurl copies.
  func set(_ option: CURLoption, bytes: [UInt8]) {
    note(ccurl_set_bytes(pointer, option, bytes, bytes.count))
  }

  /// Sets an option that takes a pointer, which must outlive the transfer.
  func set(_ option: CURLoption, pointer value: UnsafeMutableRawPointer) {
    note(ccurl_set_pointer(pointer, option, value))
  }

  /// Sets an option that takes a list of lines; an empty one leaves it unset.
  func set(_ option: CURLoption, lines: [String]) {
    var list: UnsafeMutablePointer<curl_slist>?
    for line in lines {
      guard let longer = curl_slist_append(list, line) else {
        curl_slist_free_all(list)
        return note(CURLE_OUT_OF_MEMORY)
      }
      list = longer
    }
    guard let list else { return }
    lists.append(list)
    note(ccurl_set_list(pointer, option, list))
  }

  /// Sets the body, of which one copy is kept until the transfer is over.
  func set(body contents: [UInt8]) {
    let copy = malloc(max(contents.count, 1))
    guard let copy else { return note(CURLE_OUT_OF_MEMORY) }
    contents.withUnsafeBytes { copy.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(copy), byteCount: $0.count) }
    body = copy
    note(ccurl_set_offset(pointer, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(contents.count)))
    set(CURLOPT_POSTFIELDS, pointer: copy)
  }

  /// Remembers the first option that libcurl refused.
  func note(_ code: CURLcode) {
    if firstFailure == CURLE_OK { firstFailure = code }
  }

  /// libcurl's words about the last failure; empty if it has none.
  var errorDetail: String { String(cString: errorText) }

  /// The status of the answer; 0 before there is one.
  var status: Int { ccurl_get_long(pointer, CURLINFO_RESPONSE_CODE) }

  /// The status of the proxy's answer to `CONNECT`; 0 if there is none.
  var proxyStatus: Int { ccurl_get_long(pointer, CURLINFO_HTTP_CONNECTCODE) }

  /// Whether the connection stands, TLS included, and the request can go out.
  var isConnected: Bool { ccurl_get_offset(pointer, CURLINFO_PRETRANSFER_TIME_T) > 0 }

  /// Whether the host's name has been looked up.
  var isNameResolved: Bool { ccurl_get_offset(pointer, CURLINFO_NAMELOOKUP_TIME_T) > 0 }

  /// Bytes of the body as they came, before decompression and without the framing.
  var bodyBytesReceived: Int64 { Int64(ccurl_get_offset(pointer, CURLINFO_SIZE_DOWNLOAD_T)) }

  /// Bytes moved in either direction, headers of the answer included.
  var bytesMoved: Int64 {
    bodyBytesReceived + Int64(ccurl_get_offset(pointer, CURLINFO_SIZE_UPLOAD_T))
      + Int64(ccurl_get_long(pointer, CURLINFO_HEADER_SIZE))
  }
}
