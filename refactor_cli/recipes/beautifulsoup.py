"""Beautiful Soup 4: methods, attributes and arguments by the names of 4.0. 4.13 warns of the older ones.

https://www.crummy.com/software/BeautifulSoup/bs4/doc/#method-names
https://git.launchpad.net/beautifulsoup/tree/CHANGELOG
"""

from bs4 import BeautifulSoup

from refactor_cli.recipe import likely, moved, replaces

# what is read by someone else's name, is a soup all the same: hardly anything else has these
likely(
    "bs4.BeautifulSoup.findAll",
    "bs4.BeautifulSoup.findChildren",
    "bs4.BeautifulSoup.findChild",
    "bs4.BeautifulSoup.replaceWith",
    "bs4.BeautifulSoup.replaceWithChildren",
    "bs4.BeautifulSoup.findNext",
    "bs4.BeautifulSoup.findAllNext",
    "bs4.BeautifulSoup.findNextSibling",
    "bs4.BeautifulSoup.findNextSiblings",
    "bs4.BeautifulSoup.fetchNextSiblings",
    "bs4.BeautifulSoup.findPrevious",
    "bs4.BeautifulSoup.findAllPrevious",
    "bs4.BeautifulSoup.fetchPrevious",
    "bs4.BeautifulSoup.findPreviousSibling",
    "bs4.BeautifulSoup.findPreviousSiblings",
    "bs4.BeautifulSoup.fetchPreviousSiblings",
    "bs4.BeautifulSoup.findParent",
    "bs4.BeautifulSoup.findParents",
    "bs4.BeautifulSoup.fetchParents",
    "bs4.BeautifulSoup.getText",
    on="soup",
)
likely(
    "bs4.BeautifulSoup.findAll",
    "bs4.BeautifulSoup.findChildren",
    "bs4.BeautifulSoup.findChild",
    "bs4.BeautifulSoup.replaceWith",
    "bs4.BeautifulSoup.replaceWithChildren",
    "bs4.BeautifulSoup.findNext",
    "bs4.BeautifulSoup.findAllNext",
    "bs4.BeautifulSoup.findNextSibling",
    "bs4.BeautifulSoup.findNextSiblings",
    "bs4.BeautifulSoup.fetchNextSiblings",
    "bs4.BeautifulSoup.findPrevious",
    "bs4.BeautifulSoup.findAllPrevious",
    "bs4.BeautifulSoup.fetchPrevious",
    "bs4.BeautifulSoup.findPreviousSibling",
    "bs4.BeautifulSoup.findPreviousSiblings",
    "bs4.BeautifulSoup.fetchPreviousSiblings",
    "bs4.BeautifulSoup.findParent",
    "bs4.BeautifulSoup.findParents",
    "bs4.BeautifulSoup.fetchParents",
    "bs4.BeautifulSoup.getText",
    on="self.soup",
)
likely(
    "bs4.BeautifulSoup.findAll",
    "bs4.BeautifulSoup.findChildren",
    "bs4.BeautifulSoup.findChild",
    "bs4.BeautifulSoup.findNext",
    "bs4.BeautifulSoup.findAllNext",
    "bs4.BeautifulSoup.findNextSibling",
    "bs4.BeautifulSoup.findNextSiblings",
    "bs4.BeautifulSoup.fetchNextSiblings",
    "bs4.BeautifulSoup.findPrevious",
    "bs4.BeautifulSoup.findAllPrevious",
    "bs4.BeautifulSoup.fetchPrevious",
    "bs4.BeautifulSoup.findPreviousSibling",
    "bs4.BeautifulSoup.findPreviousSiblings",
    "bs4.BeautifulSoup.fetchPreviousSiblings",
    "bs4.BeautifulSoup.findParent",
    "bs4.BeautifulSoup.findParents",
    "bs4.BeautifulSoup.fetchParents",
    on="tag",
)

moved("bs4.BeautifulSoup.replaceWith", "bs4.BeautifulSoup.replace_with")
moved("bs4.BeautifulSoup.replaceWithChildren", "bs4.BeautifulSoup.unwrap")
moved("bs4.BeautifulSoup.findNext", "bs4.BeautifulSoup.find_next")
moved("bs4.BeautifulSoup.findAllNext", "bs4.BeautifulSoup.find_all_next")
moved("bs4.BeautifulSoup.findNextSibling", "bs4.BeautifulSoup.find_next_sibling")
moved("bs4.BeautifulSoup.findNextSiblings", "bs4.BeautifulSoup.find_next_siblings")
moved("bs4.BeautifulSoup.fetchNextSiblings", "bs4.BeautifulSoup.find_next_siblings")
moved("bs4.BeautifulSoup.findPrevious", "bs4.BeautifulSoup.find_previous")
moved("bs4.BeautifulSoup.findAllPrevious", "bs4.BeautifulSoup.find_all_previous")
moved("bs4.BeautifulSoup.fetchPrevious", "bs4.BeautifulSoup.find_all_previous")
moved("bs4.BeautifulSoup.findPreviousSibling", "bs4.BeautifulSoup.find_previous_sibling")
moved("bs4.BeautifulSoup.findPreviousSiblings", "bs4.BeautifulSoup.find_previous_siblings")
moved("bs4.BeautifulSoup.fetchPreviousSiblings", "bs4.BeautifulSoup.find_previous_siblings")
moved("bs4.BeautifulSoup.findParent", "bs4.BeautifulSoup.find_parent")
moved("bs4.BeautifulSoup.findParents", "bs4.BeautifulSoup.find_parents")
moved("bs4.BeautifulSoup.fetchParents", "bs4.BeautifulSoup.find_parents")
moved("bs4.BeautifulSoup.getText", "bs4.BeautifulSoup.get_text")
moved("bs4.BeautifulSoup.nextSibling", "bs4.BeautifulSoup.next_sibling")
moved("bs4.BeautifulSoup.previousSibling", "bs4.BeautifulSoup.previous_sibling")
moved("bs4.BeautifulSoup.has_key", "bs4.BeautifulSoup.has_attr")

moved("bs4.element.Tag.replaceWith", "bs4.element.Tag.replace_with")
moved("bs4.element.Tag.replaceWithChildren", "bs4.element.Tag.unwrap")
moved("bs4.element.Tag.findNext", "bs4.element.Tag.find_next")
moved("bs4.element.Tag.findAllNext", "bs4.element.Tag.find_all_next")
moved("bs4.element.Tag.findNextSibling", "bs4.element.Tag.find_next_sibling")
moved("bs4.element.Tag.findNextSiblings", "bs4.element.Tag.find_next_siblings")
moved("bs4.element.Tag.fetchNextSiblings", "bs4.element.Tag.find_next_siblings")
moved("bs4.element.Tag.findPrevious", "bs4.element.Tag.find_previous")
moved("bs4.element.Tag.findAllPrevious", "bs4.element.Tag.find_all_previous")
moved("bs4.element.Tag.fetchPrevious", "bs4.element.Tag.find_all_previous")
moved("bs4.element.Tag.findPreviousSibling", "bs4.element.Tag.find_previous_sibling")
moved("bs4.element.Tag.findPreviousSiblings", "bs4.element.Tag.find_previous_siblings")
moved("bs4.element.Tag.fetchPreviousSiblings", "bs4.element.Tag.find_previous_siblings")
moved("bs4.element.Tag.findParent", "bs4.element.Tag.find_parent")
moved("bs4.element.Tag.findParents", "bs4.element.Tag.find_parents")
moved("bs4.element.Tag.fetchParents", "bs4.element.Tag.find_parents")
moved("bs4.element.Tag.getText", "bs4.element.Tag.get_text")
moved("bs4.element.Tag.nextSibling", "bs4.element.Tag.next_sibling")
moved("bs4.element.Tag.previousSibling", "bs4.element.Tag.previous_sibling")
moved("bs4.element.Tag.has_key", "bs4.element.Tag.has_attr")


@replaces("bs4.BeautifulSoup.nextGenerator", "bs4.element.Tag.nextGenerator")
def nextGenerator(self):
    return self.next_elements


@replaces("bs4.BeautifulSoup.nextSiblingGenerator", "bs4.element.Tag.nextSiblingGenerator")
def nextSiblingGenerator(self):
    return self.next_siblings


@replaces("bs4.BeautifulSoup.previousGenerator", "bs4.element.Tag.previousGenerator")
def previousGenerator(self):
    return self.previous_elements


@replaces("bs4.BeautifulSoup.previousSiblingGenerator", "bs4.element.Tag.previousSiblingGenerator")
def previousSiblingGenerator(self):
    return self.previous_siblings


@replaces("bs4.BeautifulSoup.parentGenerator", "bs4.element.Tag.parentGenerator")
def parentGenerator(self):
    return self.parents


@replaces("bs4.BeautifulSoup.childGenerator", "bs4.element.Tag.childGenerator")
def childGenerator(self):
    return self.children


@replaces("bs4.BeautifulSoup.recursiveChildGenerator", "bs4.element.Tag.recursiveChildGenerator")
def recursiveChildGenerator(self):
    return self.descendants


@replaces("bs4.BeautifulSoup.renderContents", "bs4.element.Tag.renderContents")
def renderContents(self):
    return self.encode_contents()


@replaces(
    "bs4.BeautifulSoup.find",
    "bs4.element.Tag.find",
    "bs4.BeautifulSoup.findChild",
    "bs4.element.Tag.findChild",
    given=("text",),
    requires="beautifulsoup4>=4.4",
)
def find_of_text(self, *args, text, **kwargs):
    return self.find(*args, string=text, **kwargs)


@replaces(
    "bs4.BeautifulSoup.findChild",
    "bs4.element.Tag.findChild",
)
def find(self, *args, **kwargs):
    return self.find(*args, **kwargs)


@replaces(
    "bs4.BeautifulSoup.find_all",
    "bs4.element.Tag.find_all",
    "bs4.BeautifulSoup.findAll",
    "bs4.element.Tag.findAll",
    "bs4.BeautifulSoup.findChildren",
    "bs4.element.Tag.findChildren",
    given=("text",),
    requires="beautifulsoup4>=4.4",
)
def find_all_of_text(self, *args, text, **kwargs):
    return self.find_all(*args, string=text, **kwargs)


@replaces(
    "bs4.BeautifulSoup.findAll",
    "bs4.element.Tag.findAll",
    "bs4.BeautifulSoup.findChildren",
    "bs4.element.Tag.findChildren",
)
def find_all(self, *args, **kwargs):
    return self.find_all(*args, **kwargs)


@replaces("bs4.BeautifulSoup", given=("parseOnlyThese",))
def soup_of_parse_only(*args, parseOnlyThese, **kwargs):
    return soup_of_parse_only(*args, parse_only=parseOnlyThese, **kwargs)


@replaces("bs4.BeautifulSoup", given=("fromEncoding",))
def soup_of_from_encoding(*args, fromEncoding, **kwargs):
    return soup_of_from_encoding(*args, from_encoding=fromEncoding, **kwargs)


@replaces("bs4.BeautifulStoneSoup")
def BeautifulStoneSoup(*args, **kwargs):
    return BeautifulSoup(*args, features="xml", **kwargs)
