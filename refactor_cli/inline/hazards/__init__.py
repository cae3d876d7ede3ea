"""Why a usage stays as it is, though a rule or a move is there for it: a list of questions for each time it is asked.

`of_target`: of all usages of a target, before any rule is tried; `of_move`: of a usage whose name is to be another one;
`of_rule`: of the call that a rule made. A new question is a function beside its kind (in `classes/`, `functions/`,
`test_doubles/` or `import_lines/`) and a line of the list.
"""
