"""Word lists: what to listen for, how it is spoken, and how it is spelled in a model's tokens."""

from earmark.biasing.bias_list import BiasList, CompiledEntry
from earmark.biasing.compiler import WordCompiler
from earmark.biasing.saved_list import save_list
from earmark.biasing.store import BiasStore
from earmark.biasing.word import Word
from earmark.biasing.word_list import WordList

__all__ = ["BiasList", "BiasStore", "CompiledEntry", "Word", "WordCompiler", "WordList", "save_list"]
