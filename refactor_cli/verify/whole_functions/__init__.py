"""A block that gives a whole function: what depends on the usages is new, all else is as it was."""
