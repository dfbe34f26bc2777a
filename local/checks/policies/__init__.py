"""Policies that would deploy, and be wrong."""
