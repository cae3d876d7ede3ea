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
    "spelled-out": "A private name as Python spells it outside of its class, with that of the class.",
    "private": "A private name: it means this class's own, and no other.",
    "format": "A field of a format string asks something for an attribute of the name.",
    "implicit": "Python calls it there by itself, and the object is known to be of the class, or of a base of it.",
    "called-through": "What is called was made of it, by `partial`, `lru_cache`, `classmethod` or the like.",
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
    "mixin": "A class that has both as bases looks here first, and then in the target's class.",
    "protocol": "The target's class has everything that this protocol asks for.",
    "mock": "… through a mock that is told to be like the class.",
    "class-decorator": "A decorator may have put something else in the place of the class.",
    "metaclass": "The metaclass may give the class another member of that name.",
    "syntax-error": "The source around it does not parse, so it may mean something else.",
    # types: see `types` and `evidence`
    "ty": "The type server ty says where it is defined.",
    "pyrefly": "The type server pyrefly says where it is defined.",
    "re-export": "What the type server points at is defined under another name.",
    "inferred": "What stands before the dot was followed through the code:",
    "returns": "… through what functions return.",
    "assigned": "… through what methods assign to the attribute.",
    "callers": "… through what callers pass for the parameter.",
    "callers-by-name": "… of whom some call a method that only one family has, on what nothing is known of.",
    "callers-by-value": "… who call what holds the function: an attribute, a parameter, an item of a table.",
    "every-caller": "… through what callers pass for the parameter, who are all there are in the repository.",
    "every-assignment": "… through what its class assigns to the attribute, and nothing else in the repository does.",
    "just-given": "… through what the method itself assigned to the attribute just before.",
    "kept-argument": "… through what the object was made with, which its constructor keeps in the attribute.",
    "turned": "… through the class that the object in the variable was given just before.",
    "container": "… through what is put into a container.",
    "every-item": "… through what is iterated over, of which every item is known.",
    "loop": "… through what is iterated over.",
    "with": "… through what a context manager gives.",
    "wsgi": "… as what a WSGI application gets for its environment, a dictionary.",
    "fixture": "… through the pytest fixture of that name.",
    "fixture-params": "… which is run for each of its parameters.",
    "parametrized": "… through the rows that the test is run with.",
    "isinstance": "… through a test of its type.",
    "documented": "… through a docstring that tells of its type.",
    "field": "… through what is assigned to an attribute of that name on any object.",
    "method-name": "… through what the few methods of that name give.",
    "named-class": "… through the few classes of that name that modules of the repository have.",
    "wrapped": "… through a function that is handed to another, which perhaps wraps it.",
    "generative": "… through methods whose decorator gives back what they are called on.",
    "replaced": "Other code gives the class something else under the name.",
    "coroutine": "… through what a decorated generator waits for, or gives as its result.",
    "overriding": "… through what subclasses have in the place of a method, or of what is made.",
    "registering": "… through a metaclass, which is handed the classes that it makes.",
    "bases": "… through a base that is not named but made by a call.",
    "decorated": "… through what a decorator puts in a function's place.",
    "spelled": "… through a string that spells out the class, given to a function that perhaps loads it.",
    "getattr-method": "… through what the class's `__getattr__` gives.",
    "handed-on": "… through an attribute to which the class's `__getattr__` hands on what its objects do not have.",
    "members": "Of the classes that have the name, only these have everything else that is used beside it.",
    "rarity": "Only one class of the repository has the name, and nothing that is everywhere does.",
    "mixed-in": "All classes of the repository that this one is mixed into have the target under the name.",
    "sole": "Nothing else in the repository, or in Python's standard library, has something of this name.",
    "also-used": "The variable was asked for something on the way there that only objects with the target have.",
    "used-otherwise": "The variable is asked for something on the way there that no object of the target's class has.",
    "modules-alone": "Only modules have it, and no module that has it is handed around as an object.",
    "arity": "The arguments do not fit its parameters.",
    "unbound": "The file binds no such name, and it is that of what the target belongs to.",
    "said": "The recipe says that on objects that are called so the name is this, and nothing else bears it.",
    "named-after": "The object is called as the class is, which proves nothing.",
    "receiver-name": "Objects of that name were this wherever it is known in the repository.",
    # strings
    "field-keyword": "A keyword gives it to the object that is made, or copied; or a pattern asks for it.",
    "fixture-name": "A test or fixture asks pytest for a fixture of this name.",
    "quoted-import": "Source in a string or a text imports it.",
    "quoted-code": "Source in a string that is run there names it.",
    "owner": "A test puts something else in the place of what the target is asked of.",
    "patch": "A string names it for a patch in a test.",
    "getattr": "A string names it for `getattr` or a function like it.",
    "listed": "A string names it in a list from which a computed `getattr`, or `globals()`, takes its names.",
    "namespace": "A string names it as a key of a module's or an object's names.",
    "made-on-demand": "The module makes its names on demand, and its package defines one thing so called.",
    "import-table": "The module makes its names on demand, and a table says where this one is defined.",
    "lazy-import": "A string names it in a module that imports on demand.",
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
    "diff": "The text is a diff, which says what another file was or is to be.",
    "notebook": "It stands in a code cell; all code cells of the notebook are read as one module.",
    "template": "A template names it; what the name means there is decided by whoever renders it.",
}


# of what is ruled out, the same steps lead elsewhere
_ELSEWHERE: Mapping[str, str] = {
    "import": "The name is imported, and the import leads to something else, or to another name.",
    "same-module": "Something else of the name is defined in this module.",
    "__all__": "A string of `__all__` names something else.",
    "dotted-string": "The whole string is a dotted path to something else.",
    "annotation": "An annotation in quotes names something else.",
}


def sentence(word: str, is_ruled_out: bool = False) -> str:
    """What a word of evidence says. The name of a language: all that is known in code of that language."""
    if is_ruled_out and word in _ELSEWHERE:
        return _ELSEWHERE[word]
    if word.startswith("asked of "):
        return "A model was shown the place and said so; that proves nothing."
    return SENTENCES.get(word, f"The same name in {word} code; nothing more is known there.")
