"""ONNX exports of CTC models from elsewhere: what they are, and how they are run.

:class:`earmark.models.exports.model.ExportedModel` is not re-exported here: it imports onnxruntime.
"""

from earmark.models.exports.export import Export
from earmark.models.exports.header import OnnxHeader
from earmark.models.exports.layouts import describe_export, is_export

__all__ = ["Export", "OnnxHeader", "describe_export", "is_export"]
