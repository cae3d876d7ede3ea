"""Words of evidence -> what they say, for people. Whoever adds a word adds its sentence here."""

from __future__ import annotations

from collections.abc import Mapping

SENTENCES: Mapping[str, str] = {
    # how a name is bound
    "import": "The name is imported, and the import leads to the definition.",
    "star-import": "The name comes from an `import *`.",
    "same-module": "The name is defined in this module.",
    "alias": "The name is assigned from another name, which was followed.",
    "variable": "The name is a variable.",
    "parameter": "The name is a parameter: what callers pass is not known here.",
    "builtin": "The name is not bound in this file, so it is a builtin.",
    "name": "The name is bound to something that may hold any object.",
    "private": "A private name: it means this class's own, and no other.",
    # what stands before the dot
    "attribute": "What stands before the dot is of unknown type.",
    "constructed": "What stands before the dot is made by calling a class.",
    "self": "What stands before the dot is the object that the method is called on.",
    "cls": "What stands before the dot is the class that the method is called on.",
    "super": "`super()` leads to the class behind this one.",
    "literal": "What stands before the dot is a literal.",
    "family": "What stands before the dot may be of the class or of one of its bases.",
    "conditional": "Only one of several bindings, or of several classes, leads there.",
    "override": "A subclass defines the method again.",
    "syntax-error": "The source around it does not parse, so it may mean something else.",
    # strings
    "patch": "A string names it for a patch in a test.",
    "getattr": "A string names it for `getattr` or a function like it.",
    "namespace": "A string names it as a key of a module's or an object's names.",
    "annotation": "An annotation in quotes names it.",
    "__all__": "A string of `__all__` names it.",
    "dotted-string": "The whole string is a dotted path to it.",
    "f-string": "A string names it that is put together when the program runs.",
    "entry-point": "It is written as an entry point, `module:name`.",
    # texts
    "dotted-text": "A text has its dotted name.",
    "cross-reference": "A cross-reference, or a directive of the documentation, names it.",
    "inline-code": "It is marked as code in a text.",
    "bare-name": "Only the name itself is in the text, marked as code.",
    "class-name": "The class that is named before the dot has it.",
    "end-of-name": "The text has the last parts of its dotted name.",
    "code-block": "It stands in Python code inside of a text: a code block or a doctest.",
    "notebook": "It stands in a code cell; all code cells of the notebook are read as one module.",
    "template": "A template names it; what the name means there is decided by whoever renders it.",
}


def sentence(word: str) -> str:
    """What a word of evidence says; the word itself when nobody has said it better."""
    return SENTENCES.get(word, f"Evidence: {word}.")
