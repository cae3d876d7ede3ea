"""attrs: the argument `convert` of attributes, which attrs 19.2 took away, is `converter`.

https://www.attrs.org/en/stable/changelog.html
"""

from refactor_cli.recipe import replaces


@replaces("attr.ib", "attr.attrib", "attr.attr", given=("convert",), requires="attrs>=17.4")
def attrib(*args, convert, **kwargs):
    return attrib(*args, converter=convert, **kwargs)
