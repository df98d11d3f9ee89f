"""Wyoming: the protocol of home automation, whose servers seldom use the list that it has."""

from earmark.serve.wyoming.server import WyomingServer

__all__ = ["WyomingServer"]
