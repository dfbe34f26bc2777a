"""The upstreams of the benchmark: the sample services' documents, served fast, late or badly on command."""
