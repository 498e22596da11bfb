"""The pages that the brief is written with."""
