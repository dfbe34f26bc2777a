"""Portico beside its peers: the same work, the same upstreams, one core for the server under test."""
