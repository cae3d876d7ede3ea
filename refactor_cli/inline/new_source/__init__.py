"""A rule's body and a call -> the new source, in the layout of its place."""
