"""What an expression may be: its types, and how each of them is known.

`values` is the answer, and `asking` what every rule is handed: the doors by which it asks for what it needs. Each
question is answered once (`searches`, which knows no types); `inferring` sends it to a rule by the kind of expression,
`names` by what binds a name. The rules stand in the sub-packages, by what they follow. Whether that is all there is, so
that it is proof, is a question of its own: `every`.
"""
