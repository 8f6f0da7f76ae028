@testable import AWSAccess
@testable import EC2API

@Sendable func decodeEC2Replies(_ bytes: UnsafeBufferPointer<UInt8>) {
  let body = UnsafeRawBufferPointer(bytes)
  // A decoder stops at a root element that is not its own, so one input costs little more than one decoder.
  decode(body, InstancesDecoder())
  decode(body, InstanceTypesDecoder())
  decode(body, NetworkInterfacesDecoder())
  decode(body, SubnetsDecoder())
  decode(body, VPCsDecoder())
  decode(body, SubnetCIDRReservationsDecoder())
}

private func decode(_ body: UnsafeRawBufferPointer, _ decoder: some XMLReplyDecoder) {
  var decoder = decoder
  try? decoder.decode(body)
}

/// The bytes serve as both files, since their grammars differ in the headings only.
@Sendable func decodeAWSFiles(_ bytes: UnsafeBufferPointer<UInt8>) {
  guard let file = try? INIFile(Array(bytes)) else { return }
  for (_, profile) in SharedConfiguration(config: file, credentials: file).profiles {
    _ = profile["credential_process"].map { CommandLineWords.split($0) }
  }
}
