"""Values -> text for people and machines. One module a format; none of them decides anything."""
