"""Models of transformers; neither it nor PyTorch is imported before one is loaded."""

from earmark.models.huggingface.checkpoint import is_checkpoint, names_checkpoint
from earmark.models.huggingface.description import DescribedCheckpoint, describe_checkpoint
from earmark.models.huggingface.hub import Hub
from earmark.models.huggingface.model import HuggingFaceModel, load_pretrained

__all__ = [
    "DescribedCheckpoint",
    "describe_checkpoint",
    "HuggingFaceModel",
    "Hub",
    "is_checkpoint",
    "load_pretrained",
    "names_checkpoint",
]
