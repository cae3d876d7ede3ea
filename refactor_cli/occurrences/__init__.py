"""A name -> where it stands: the files whose bytes hold it, and its occurrences with their syntactic place."""
