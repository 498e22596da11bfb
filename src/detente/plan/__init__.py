"""What to try, in which order, and when to stop: roadmaps compared, and what each is worth if it is a trap."""
