"""What would change our mind: all that `examine` finds beside the answer itself, one file a question."""
