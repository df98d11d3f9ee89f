"""The command line: thin files on top of the library."""
