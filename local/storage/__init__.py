"""Azure Blob Storage on one machine: as much of its REST protocol as block blobs need, kept in a folder.

Facts: Microsoft Learn, "Blob Storage REST API" (Put Blob, Put Block, Put Block List, Get, Delete, List Blobs,
Blob Batch), "Authorize with Shared Key" and "Create a service SAS", version 2023-11-03.
"""

from local.storage.app import create_app
from local.storage.config import StorageConfig

__all__ = ["StorageConfig", "create_app"]
