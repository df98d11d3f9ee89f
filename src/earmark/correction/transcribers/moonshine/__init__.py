"""The bundled writer: Moonshine tiny, run with onnxruntime alone."""

from earmark.correction.transcribers.moonshine.files import MoonshineFiles, find_files
from earmark.correction.transcribers.moonshine.writer import Moonshine

__all__ = ["Moonshine", "MoonshineFiles", "find_files"]
