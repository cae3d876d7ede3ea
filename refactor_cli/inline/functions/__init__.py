"""One function in the place of another one: what its calls give, raise, share and bind otherwise."""
