extension ProtoNode: Decodable {
  init(from decoder: any Decoder) throws {
    let fields = try JSONFields(decoder)
    self.init()
    metadata = try fields.value("metadata") ?? ProtoObjectMeta()
    spec = try fields.value("spec") ?? ProtoNodeSpec()
    status = try fields.value("status") ?? ProtoNodeStatus()
  }
}

extension ProtoNodeSpec: Decodable {
  init(from decoder: any Decoder) throws {
    let fields = try JSONFields(decoder)
    self.init()
    providerID = try fields.text("providerID")
    unschedulable = try fields.value("unschedulable") ?? false
    taints = try fields.objects("taints").map { object in
      var taint = ProtoTaint()
      taint.key = try object.text("key")
      taint.value = try object.text("value")
      taint.effect = try object.text("effect")
      return taint
    }
  }
}

extension ProtoNodeStatus: Decodable {
  init(from decoder: any Decoder) throws {
    let fields = try JSONFields(decoder)
    self.init()
    allocatable = try fields.quantities("allocatable").map { key, quantity in
      var entry = ProtoQuantityEntry()
      entry.key = key
      entry.value.string = quantity
      return entry
    }
    conditions = try fields.objects("conditions").map { object in
      var condition = ProtoNodeCondition()
      condition.type = try object.text("type")
      condition.status = try object.text("status")
      return condition
    }
    addresses = try fields.objects("addresses").map { object in
      var address = ProtoNodeAddress()
      address.type = try object.text("type")
      address.address = try object.text("address")
      return address
    }
    nodeInfo.kubeletVersion = try fields.object("nodeInfo")?.text("kubeletVersion") ?? ""
    nodeInfo.operatingSystem = try fields.object("nodeInfo")?.text("operatingSystem") ?? ""
  }
}
