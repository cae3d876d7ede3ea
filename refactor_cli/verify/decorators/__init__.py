"""Blocks that put decorators above a function or class, in place of a statement below that calls something with it."""
