"""The arguments of a call, bound to the parameters of a rule, and what the new call gets of them."""
