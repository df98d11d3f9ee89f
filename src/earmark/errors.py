"""One exception family: what was given, what was expected, what to do."""


class EarmarkError(Exception):
    """Bad input or an impossible request, told in one sentence a user can act on.

    The command line prints the sentence and exits with code 2; nothing else in
    earmark is raised on purpose.
    """


class AudioError(EarmarkError):
    """Audio that is missing, unreadable, empty or not finite."""


class WordListError(EarmarkError):
    """A word list that is missing, empty or has lines that cannot be used."""


class ModelError(EarmarkError):
    """An acoustic model that is missing, incomplete or of another format."""


class EmissionsError(EarmarkError):
    """Emissions of the wrong shape or type, or with NaN in them."""


class OptionsError(EarmarkError):
    """An option that is unknown or outside its range."""


class ManifestError(EarmarkError):
    """A JSONL manifest that is missing, empty or has an unreadable row."""


class LanguageModelError(EarmarkError):
    """A language model, or text to train one on, that is missing, damaged or of another kind."""


class PhoneError(EarmarkError):
    """A pronunciation, or a lexicon of them, that cannot be read."""
