"""Word lists: what to listen for, how it is spoken, and how it is spelled in a model's tokens."""

from earmark.words.compile import CompiledEntry, CompiledWords, WordCompiler
from earmark.words.readings import spoken_readings
from earmark.words.word import Word
from earmark.words.wordlist import WordList

__all__ = ["CompiledEntry", "CompiledWords", "Word", "WordCompiler", "WordList", "spoken_readings"]
