"""Answers that were given before: reports as bytes, what can be told of one at sight, and the folder that keeps them."""
