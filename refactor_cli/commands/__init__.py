"""The command line: one module a command. Commands read, compose the stages, write, and choose the exit code."""
