/// Where YAML's readers differ from each other.
public enum YAMLDialect: Hashable, Sendable {
  /// As kubectl reads: of a key that stands twice the later value counts, and a merge key (`<<`) acts where it stands:
  /// it overrides the keys above it and is overridden by those below it.
  ///
  /// Source: go.yaml.in/yaml/v2, decode.go (`mapping`, `merge`), by way of sigs.k8s.io/yaml; tried with kubectl 1.32.
  case kubernetes
  /// For people's own files: a key that stands twice is an error, and a mapping's own keys override merged ones.
  ///
  /// Source: https://yaml.org/type/merge.html
  case strict
}
