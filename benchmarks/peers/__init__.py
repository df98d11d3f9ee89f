"""What a user would pick instead of earmark, on the same audio with the same lists."""
