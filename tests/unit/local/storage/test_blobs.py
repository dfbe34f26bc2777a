"""Blobs in their folder, while others write and delete there."""

from pathlib import Path

from local.storage.blobs import Blobs


def test_a_blob_deleted_during_a_listing_is_left_out(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    for name in ("a", "b", "c"):
        blobs.put("exports", name, b"x", {})
    found = blobs.names("exports", "")
    assert next(found).name == "a"
    blobs.delete("exports", "b")
    assert [each.name for each in found] == ["c"]
