import Capacity

/// What the API server puts around objects: lists and failures.
enum KubernetesDocuments {
  /// A page of a list.
  static func list(
    _ items: [WireMessage], resourceVersion: Int64, continueToken: String, remaining: Int?
  ) -> WireMessage {
    var metadata = [
      WireField("selfLink", 1, .string("")),
      WireField("resourceVersion", 2, .string(String(resourceVersion))),
      WireField("continue", 3, .string(continueToken)),
    ]
    if let remaining { metadata.append(WireField("remainingItemCount", 4, .integer(Int64(remaining)))) }
    return WireMessage([
      WireField("metadata", 1, .message(WireMessage(metadata)), .always),
      WireField("items", 2, .list(items.map(WireValue.message)), .always),
    ])
  }

  /// A `Status` that tells of a failure.
  static func status(
    code: Int, reason: String, message: String, resource: String? = nil, retryAfterSeconds: Int64? = nil,
    continueToken: String = ""
  ) -> WireMessage {
    var fields = [
      WireField("metadata", 1, .message(WireField("continue", 3, .string(continueToken))), .always),
      WireField("status", 2, .string("Failure")), WireField("message", 3, .string(message)),
      WireField("reason", 4, .string(reason)),
    ]
    if resource != nil || retryAfterSeconds != nil {
      fields.append(
        WireField(
          "details", 5,
          .message(
            WireField("name", 1, .string("")), WireField("group", 2, .string("")),
            WireField("kind", 3, .string(resource ?? "")),
            WireField("retryAfterSeconds", 5, .integer(retryAfterSeconds ?? 0)))))
    }
    fields.append(WireField("code", 6, .integer(Int64(code))))
    return WireMessage(fields)
  }
}

/// `metadata` of an object, with what the simulator's objects need of it.
struct ObjectMetadata {
  var name: String
  var generateName = ""
  var namespace = ""
  var uid: UID
  var resourceVersion: Int64
  var createdAt: Timestamp
  var deletionAt: Timestamp?
  var deletionGraceSeconds: Int64 = 0
  var labels: [String: String] = [:]
  var annotations: [String: String] = [:]
  var owner: (kind: String, name: String, apiVersion: String, uid: UID)?
  var manager = "kubelet"
  var managedFields = #"{"f:metadata":{"f:labels":{".":{}}}}"#

  var wire: WireValue {
    var fields = [
      WireField("name", 1, .string(name)), WireField("generateName", 2, .string(generateName)),
      WireField("namespace", 3, .string(namespace)), WireField("selfLink", 4, .string("")),
      WireField("uid", 5, .string(uid.description)),
      WireField("resourceVersion", 6, .string(String(resourceVersion))), WireField("generation", 7, .integer(0)),
      WireField("creationTimestamp", 8, .time(createdAt), .always),
    ]
    if let deletionAt {
      fields.append(WireField("deletionTimestamp", 9, .time(deletionAt)))
      fields.append(WireField("deletionGracePeriodSeconds", 10, .integer(deletionGraceSeconds)))
    }
    fields.append(WireField("labels", 11, .map(labels)))
    fields.append(WireField("annotations", 12, .map(annotations)))
    if let owner { fields.append(WireField("ownerReferences", 13, .list([Self.reference(owner)]))) }
    fields.append(WireField("managedFields", 17, .list([managedFieldsEntry])))
    return .message(WireMessage(fields))
  }

  private static func reference(_ owner: (kind: String, name: String, apiVersion: String, uid: UID)) -> WireValue {
    .message(
      WireField("apiVersion", 5, .string(owner.apiVersion)), WireField("kind", 1, .string(owner.kind)),
      WireField("name", 3, .string(owner.name)), WireField("uid", 4, .string(owner.uid.description)),
      WireField("controller", 6, .bool(true)), WireField("blockOwnerDeletion", 7, .bool(true)))
  }

  private var managedFieldsEntry: WireValue {
    .message(
      WireField("manager", 1, .string(manager)), WireField("operation", 2, .string("Update")),
      WireField("apiVersion", 3, .string("v1")), WireField("time", 4, .time(createdAt)),
      WireField("fieldsType", 6, .string("FieldsV1")), WireField("fieldsV1", 7, .json(managedFields)))
  }
}
