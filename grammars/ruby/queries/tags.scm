; `@body`: where a definition's first line ends, when its node has no field `body`. The pattern that stands first wins.
(module name: [(constant) @name (scope_resolution name: (constant) @name)] "end" @body) @definition.module
(class name: [(constant) @name (scope_resolution name: (constant) @name)] "end" @body) @definition.class
(method name: (_) @name "end" @body) @definition.method
(method name: (_) @name) @definition.method
(singleton_method name: (_) @name "end" @body) @definition.method
(singleton_method name: (_) @name) @definition.method
(assignment left: (constant) @name right: (_) @body) @definition.constant

(call method: [(identifier) (constant)] @name) @reference.call
(superclass (constant) @name) @reference.class
(superclass (scope_resolution name: (constant) @name)) @reference.class
