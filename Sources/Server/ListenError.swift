import NIOCore
import NIOPosix

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Why a server cannot listen.
public struct ListenError: Error, Hashable, Sendable {
  /// What is wrong with the address.
  public enum Reason: Hashable, Sendable {
    /// Another program listens there.
    case inUse
    /// The system lets only privileged programs listen there.
    case notAllowed
    /// No interface of the machine has it.
    case notOurs
    /// The name of the host is not known.
    case unknownHost
    /// Another reason, as the error number of the system.
    case other(errno: Int32)
  }

  /// The address.
  public var address: ListenAddress
  /// What is wrong with it.
  public var reason: Reason

  /// Nil for an error that has nothing to do with listening.
  init?(_ error: any Error, address: ListenAddress) {
    self.address = address
    switch error {
    case let error as IOError: reason = Reason(errno: error.errnoCode)
    case is SocketAddressError: reason = .unknownHost
    case is NIOConnectionError: reason = .unknownHost
    default: return nil
    }
  }
}

extension ListenError.Reason {
  fileprivate init(errno code: Int32) {
    self =
      switch code {
      case EADDRINUSE: .inUse
      case EACCES, EPERM: .notAllowed
      case EADDRNOTAVAIL: .notOurs
      default: .other(errno: code)
      }
  }
}

extension ListenError: CustomStringConvertible {
  /// What is wrong and what to do.
  public var description: String { "cannot listen on \(address): \(words)" }

  private var words: String {
    switch reason {
    case .inUse: "another program listens there; end it, or choose another port with --listen"
    case .notAllowed: "the system lets only privileged programs listen there; choose a port from 1024 on with --listen"
    case .notOurs: "no interface of this machine has this address; choose one that `ip addr` shows"
    case .unknownHost: "the name of the host is not known; write an IP address"
    case .other(let code): "\(String(cString: strerror(code)))"
    }
  }
}
