"""What commands that ask a model share: whom to ask, consent and price before a request leaves, and what people are
told while it is answered."""
