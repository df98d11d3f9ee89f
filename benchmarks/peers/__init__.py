"""Other recognizers on the same audio with the same lists."""
