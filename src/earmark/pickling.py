"""What can be pickled and copied: bases of classes that hold objects of the core or of onnxruntime."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, ClassVar, NoReturn, Self

from earmark.errors import EarmarkError


class PickledByFields:
    """A dataclass that is pickled without what it has derived, which is made anew when asked for."""

    def __getstate__(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}  # type: ignore[arg-type]


class NotPickled:
    """Refuse to be pickled or copied, in a sentence that says why and what to do."""

    _holds: ClassVar[str]  # "a loaded network"
    _advice: ClassVar[str]  # "make one in each process"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        name = type(self).__name__
        article = "an" if name[0] in "AEIO" else "a"
        done = "pickled" if isinstance(self, SharedByCopies) else "pickled or copied"
        raise EarmarkError(f"{article} {name} cannot be {done}, it holds {self._holds}: {self._advice}")


class SharedByCopies(NotPickled):
    """Refuse to be pickled; copies share what an immutable object holds."""

    def __copy__(self) -> Self:
        other = object.__new__(type(self))
        other.__dict__.update(self.__dict__)
        return other

    def __deepcopy__(self, memo: object) -> Self:
        return self
