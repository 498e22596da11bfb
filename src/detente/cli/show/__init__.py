"""What verbs print at the terminal, one file a result. Imported only when one is printed, as Rich is slow to import."""
