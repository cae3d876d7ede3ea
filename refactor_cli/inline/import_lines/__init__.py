"""The import lines of a file that is rewritten: which follow, stay, go, or are new."""
