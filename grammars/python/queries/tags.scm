; What a file defines and calls. The captures are tree-sitter's own:
; https://tree-sitter.github.io/tree-sitter/4-code-navigation.html
(class_definition name: (identifier) @name) @definition.class
(function_definition name: (identifier) @name) @definition.function

(call function: (identifier) @name) @reference.call
(call function: (attribute attribute: (identifier) @name)) @reference.call
