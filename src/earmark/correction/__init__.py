"""Names for other recognizers' transcripts: read them, find the entries of a list, write them in."""
