/// What a subnet still has to give: whole /28 blocks, and addresses between used ones.
package struct SubnetRoom: Hashable, Sendable {
  /// Free addresses outside free blocks.
  package var scattered: Int
  /// Free aligned blocks of 16 addresses.
  package var blocks: Int

  package init(scattered: Int, blocks: Int) {
    self.scattered = scattered
    self.blocks = blocks
  }

  package var freeAddresses: Int { scattered + blocks * 16 }

  /// Takes up to `places` of `size` addresses each and returns how many addresses that were.
  ///
  /// A single address comes from between used ones while there are any, then from a block, which is none from then on.
  package mutating func take(_ places: Int, of size: Int) -> Int {
    size == 1 ? takeAddresses(places) : takeBlocks(places) * 16
  }

  private mutating func takeBlocks(_ wanted: Int) -> Int {
    let taken = min(max(0, wanted), blocks)
    blocks -= taken
    return taken
  }

  private mutating func takeAddresses(_ wanted: Int) -> Int {
    let taken = min(max(0, wanted), freeAddresses)
    scattered -= taken
    if scattered < 0 {
      let broken = (-scattered + 15) / 16
      blocks -= broken
      scattered += broken * 16
    }
    return taken
  }
}
