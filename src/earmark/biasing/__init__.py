"""Word lists: what to listen for, how it is spoken, and how it is spelled in a model's tokens."""

from earmark.biasing.compiler import BiasList, CompiledEntry, WordCompiler
from earmark.biasing.word import Word
from earmark.biasing.word_list import WordList

__all__ = ["CompiledEntry", "BiasList", "Word", "WordCompiler", "WordList"]
