"""Jinja2: the decorators of functions and filters that Jinja 3.1 took away.

https://jinja.palletsprojects.com/en/stable/changes/#version-3-1-0
"""

from refactor_cli.recipe import moved

moved("jinja2.contextfunction", "jinja2.pass_context", requires="jinja2>=3")
moved("jinja2.contextfilter", "jinja2.pass_context", requires="jinja2>=3")
moved("jinja2.environmentfunction", "jinja2.pass_environment", requires="jinja2>=3")
moved("jinja2.environmentfilter", "jinja2.pass_environment", requires="jinja2>=3")
moved("jinja2.evalcontextfunction", "jinja2.pass_eval_context", requires="jinja2>=3")
moved("jinja2.evalcontextfilter", "jinja2.pass_eval_context", requires="jinja2>=3")
moved("jinja2.utils.contextfunction", "jinja2.pass_context", requires="jinja2>=3")
moved("jinja2.utils.environmentfunction", "jinja2.pass_environment", requires="jinja2>=3")
moved("jinja2.utils.evalcontextfunction", "jinja2.pass_eval_context", requires="jinja2>=3")
moved("jinja2.filters.contextfilter", "jinja2.pass_context", requires="jinja2>=3")
moved("jinja2.filters.environmentfilter", "jinja2.pass_environment", requires="jinja2>=3")
moved("jinja2.filters.evalcontextfilter", "jinja2.pass_eval_context", requires="jinja2>=3")
