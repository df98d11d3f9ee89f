"""Training of the model of names' contexts: where names stand in cased text. Needs no PyTorch."""

from earmark.training.names.options import NameOptions
from earmark.training.names.train import NameReport, train_names

__all__ = ["NameOptions", "NameReport", "train_names"]
