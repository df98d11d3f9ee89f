"""Manifests: what is to be transcribed, read row by row."""

from earmark.batch.manifests.manifest import Manifest
from earmark.batch.manifests.opening import open_manifest

__all__ = ["Manifest", "open_manifest"]
