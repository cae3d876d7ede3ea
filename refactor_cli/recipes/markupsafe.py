"""MarkupSafe: Markup and escape come from where they are at home; Jinja 3.1 and Flask 3.0 no longer pass them on.

https://jinja.palletsprojects.com/en/stable/changes/#version-3-1-0
https://flask.palletsprojects.com/en/stable/changes/#version-3-0-0
"""

import markupsafe

from refactor_cli.recipe import moved, replaces

moved("jinja2.Markup", "markupsafe.Markup")
moved("jinja2.escape", "markupsafe.escape")
moved("jinja2.utils.Markup", "markupsafe.Markup")
moved("jinja2.utils.escape", "markupsafe.escape")
moved("flask.Markup", "markupsafe.Markup")
moved("flask.escape", "markupsafe.escape")
moved("jinja2.soft_unicode", "markupsafe.soft_str", requires="markupsafe>=2")
moved("jinja2.utils.soft_unicode", "markupsafe.soft_str", requires="markupsafe>=2")
moved("markupsafe.soft_unicode", "markupsafe.soft_str", requires="markupsafe>=2")


@replaces("werkzeug.escape", behaviour="changes")
def escape(s):
    """Gives Markup, `None` as "None", and a quotation mark as `&#34;`."""
    return markupsafe.escape(s)


@replaces("werkzeug.utils.escape", behaviour="changes")
def escape_of_utils(s):
    """Gives Markup, `None` as "None", and a quotation mark as `&#34;`."""
    return markupsafe.escape(s)
