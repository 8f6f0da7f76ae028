import Collection

/// A cluster that can be asked.
struct ConnectedCluster: Sendable {
  /// What reports call it.
  var name: String
  /// Its Kubernetes API.
  var kubernetes: any KubernetesSources
  /// Makes the client for EC2; nil where EC2 is not to be asked.
  var ec2: ClusterCollector.EC2Factory?
  /// The VPCs that the connection itself tells.
  var vpcIDs: [String]
}

/// A cluster could not even be asked.
struct ConnectionFailure: Error {
  /// What reports call the cluster; nil where not even that is known.
  var clusterName: String?
  /// Why, in words for the user.
  var message: String
}
