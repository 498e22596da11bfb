"""The encounter: finite games in which each side doubts the other's character, solved at every belief at once."""
