"""Version of the installed package, which results depend on."""

from importlib.metadata import PackageNotFoundError, version

try:
    VERSION = version("earmark")
except PackageNotFoundError:  # run from a source tree that was never installed
    VERSION = "0"
