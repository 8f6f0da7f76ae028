public import Capacity
import Crypto
import Foundation
import TextEncoding

/// Replaces names by hashes, so that a diagnosis can be given to others: names of namespaces, pods and nodes, and what
/// identifies an account.
///
/// The same name has the same hash within one diagnosis. The salt is random and is not kept, so that nobody can try names
/// out afterwards.
public struct NameHashes: Sendable {
  private let key: SymmetricKey
  private let names: [String: String]

  /// - Parameters:
  ///   - names: what is to be replaced wherever it stands alone, by what it is: `pod`, `namespace` or `node`.
  ///   - salt: random bytes; others than those of the system in tests only.
  public init(_ names: [String: String], salt: [UInt8] = Self.randomSalt()) {
    self.names = names
    key = SymmetricKey(data: salt)
  }

  /// 32 bytes that nobody can guess.
  public static func randomSalt() -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
  }

  /// The text with every name replaced.
  public func hashed(_ text: String) -> String {
    let withoutRoles = text.replacing(
      /(arn:aws[a-z\-]*:[a-z0-9\-]+:[a-z0-9\-]*:)([0-9]{12})?:([A-Za-z0-9+=,.@_\/:\-]+)/
    ) {
      "\($0.1)\($0.2.map { hash(String($0), as: "account") } ?? ""):\(hash(String($0.3), as: "identity"))"
    }
    let withoutAccounts = withoutRoles.replacing(/[0-9A-Za-z]+/) { run in
      run.output.count == 12 && run.output.allSatisfy(\.isNumber)
        ? hash(String(run.output), as: "account") : String(run.output)
    }
    return replacingNames(in: withoutAccounts)
  }

  /// The finding with every name replaced.
  public func hashed(_ finding: Finding) -> Finding {
    var finding = finding
    finding.found = hashed(finding.found)
    finding.remedy = finding.remedy.map(hashed)
    return finding
  }

  /// Names stand between characters that no name of Kubernetes has.
  private func replacingNames(in text: String) -> String {
    guard !names.isEmpty else { return text }
    var result = ""
    var word = ""
    func end() {
      // A full stop may end a sentence, and belongs to a name within one.
      let trimmed = String(word.reversed().drop { $0 == "." || $0 == "-" }.reversed())
      result += names[trimmed].map { hash(trimmed, as: $0) + word.dropFirst(trimmed.count) } ?? word
      word = ""
    }
    for character in text {
      if character.isASCII, character.isLetter || character.isNumber || character == "-" || character == "." {
        word.append(character)
      } else {
        end()
        result.append(character)
      }
    }
    end()
    return result
  }

  private func hash(_ text: String, as kind: String) -> String {
    let code = HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: key)
    return "\(kind)-\(Hexadecimal.text(Array(code).prefix(5)))"
  }
}

extension NameHashes {
  /// The names of a state, by what they are. A name of fewer than four letters hides nothing, and words of Kubernetes itself
  /// stay: they tell what goes on.
  public static func names(of snapshot: Snapshot) -> [String: String] {
    var names: [String: String] = [:]
    for pod in snapshot.pods.value ?? [] {
      names[pod.namespace] = "namespace"
      names[pod.name] = "pod"
    }
    for node in snapshot.nodes.value ?? [] { names[node.name] = "node" }
    return names.filter { $0.key.count > 3 && !kept.contains($0.key) }
  }

  private static let kept: Set<String> = ["kube-system", "default", "kube-public", "kube-node-lease", "capdb"]
}
