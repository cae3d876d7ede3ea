; Where white space must not be folded, and what is no code.
(comment) @comment
(line_continuation) @comment
(string) @string
