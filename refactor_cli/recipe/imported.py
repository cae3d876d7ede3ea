"""What the imports of a recipe bind, and what a name of it stands for."""

from __future__ import annotations

import ast

from refactor_cli import recipe
from refactor_cli.near_spellings import hint_naming, spelt_like
from refactor_cli.recipe.forms import FormError

MARKERS = "refactor_cli.recipe"
_OF_RECIPES = frozenset(recipe.__all__)


class Imported:
    """The imports of one recipe. `names`: local name -> (module, name), as `Reference` has them; `modules`: everything
    imported as `import a.b`."""

    def __init__(self, module: ast.Module) -> None:
        """Raises FormError where an import has a form that recipes cannot have."""
        self.names: dict[str, tuple[str, str]] = {}
        self.modules: set[str] = set()
        for node in ast.walk(module):
            if isinstance(node, ast.Import | ast.ImportFrom) and node.col_offset:
                problem = "this form is not supported: an import inside something"
                raise FormError(problem, node.lineno, "import at the top")
            if isinstance(node, ast.Import):
                self._take_modules(node)
            elif isinstance(node, ast.ImportFrom):
                self._take_names(node)

    def meaning(self, node: ast.expr) -> str:
        """The full dotted name that a name of the recipe stands for, or ""."""
        if isinstance(node, ast.Name):
            module, name = self.names.get(node.id, ("", ""))
            return f"{module}.{name}" if name else module
        if isinstance(node, ast.Attribute):
            base = self.meaning(node.value)
            return f"{base}.{node.attr}" if base else ""
        return ""

    def _take_modules(self, node: ast.Import) -> None:
        for alias in node.names:
            self.modules.add(alias.name)
            local = alias.asname or alias.name.partition(".")[0]
            self.names[local] = (alias.name if alias.asname else local, "")

    def _take_names(self, node: ast.ImportFrom) -> None:
        if node.level or not node.module:
            raise FormError("relative import in a recipe", node.lineno, "import by the full dotted name")
        for alias in node.names:
            if alias.name == "*":
                raise FormError("star import in a recipe", node.lineno, "import the names one by one")
            if node.module == MARKERS and alias.name not in _OF_RECIPES:
                near = spelt_like(alias.name, _OF_RECIPES, 1, 0.5)
                hint = hint_naming(near, f"it has {', '.join(sorted(_OF_RECIPES))}")
                raise FormError(f"{MARKERS} has no '{alias.name}'", node.lineno, hint)
            self.names[alias.asname or alias.name] = (node.module, alias.name)
