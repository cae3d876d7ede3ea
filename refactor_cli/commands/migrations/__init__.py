"""What `refactor migrate`, `apply`, `show` and `undo` are made of: from an order to a branch and its report.

`migrating` is the whole of `migrate`, step by step: `searching` (an `Order` to what is `Found`), `asking` where a model
is asked, `deciding` and `rewriting`, `finishing` (by `planning`, `one_commit`, `formatting`), `making`. `resuming` and
`replaying` begin where an earlier run stopped or stood; `records` reads back what commits say.
"""
