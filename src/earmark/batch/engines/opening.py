"""Open an engine by its name."""

from __future__ import annotations

from earmark.batch.engines.engine import Engine
from earmark.batch.engines.local import LocalEngine
from earmark.batch.recipe import Recipe
from earmark.checks import is_whole
from earmark.errors import OptionsError

LOCAL_ENGINE, RAY_ENGINE = "local", "ray"
ENGINES = (LOCAL_ENGINE, RAY_ENGINE)


def open_engine(
    name: str, recipe: Recipe, workers: str | int | None, attempts: int, ray_address: str | None
) -> Engine:
    """The engine of a name; nothing runs before it is started.

    Args:
        name: one of ENGINES.
        recipe: what the recognizer is made of.
        workers: a number of them, or for ray the least and the most, as in "2-64".
        attempts: for errors that may pass.
        ray_address: of a cluster of Ray.

    Raises:
        OptionsError: there is no such engine, its package is not installed, or the workers are not a number.
    """
    least, most = _range(workers)
    if name == RAY_ENGINE:
        from earmark.batch.engines.ray import RayEngine

        return RayEngine(recipe, least, most, attempts, ray_address)
    if name != LOCAL_ENGINE:
        raise OptionsError(f"there is no engine {name!r}, expected one of {', '.join(ENGINES)}")
    if ray_address is not None:
        raise OptionsError("an address of Ray was given and the engine is local: use --engine ray")
    if least != most:
        raise OptionsError(f"workers is {workers!r}: the local engine takes one number, ray a range")
    return LocalEngine(recipe, most, attempts)


def _range(workers: str | int | None) -> tuple[int | None, int | None]:
    """The least and the most workers; (None, None) where none are given."""
    if workers is None:
        return None, None
    least, dash, most = str(workers).partition("-")
    try:
        found = int(least), int(most if dash else least)
    except ValueError:
        found = 0, 0
    if not 1 <= found[0] <= found[1] or (not isinstance(workers, str) and not is_whole(workers)):
        raise OptionsError(f"workers is {workers!r}, expected a number such as 4, or for ray 2-64")
    return found
