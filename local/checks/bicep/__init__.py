"""Bicep files: read, and checked by what can be known without a compiler."""
