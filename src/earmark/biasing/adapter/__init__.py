"""The contextual adapter: reads the word list, and lifts its tokens before the search prunes them."""
