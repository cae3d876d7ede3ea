"""What all commands share of the command line: options, streams, progress."""
