"""pyparsing: names in snake case, which 3.0 has, and what it took away.

https://pyparsing-docs.readthedocs.io/en/latest/whats_new_in_3_0_0.html
https://github.com/pyparsing/pyparsing/blob/master/CHANGES
"""

from refactor_cli.recipe import moved, replaces

moved("pyparsing.replaceWith", "pyparsing.replace_with", requires="pyparsing>=3.0")
moved("pyparsing.removeQuotes", "pyparsing.remove_quotes", requires="pyparsing>=3.0")
moved("pyparsing.withAttribute", "pyparsing.with_attribute", requires="pyparsing>=3.0")
moved("pyparsing.withClass", "pyparsing.with_class", requires="pyparsing>=3.0")
moved("pyparsing.matchOnlyAtCol", "pyparsing.match_only_at_col", requires="pyparsing>=3.0")
moved("pyparsing.tokenMap", "pyparsing.token_map", requires="pyparsing>=3.0")
moved("pyparsing.conditionAsParseAction", "pyparsing.condition_as_parse_action", requires="pyparsing>=3.0")
moved("pyparsing.nullDebugAction", "pyparsing.null_debug_action", requires="pyparsing>=3.0")
moved("pyparsing.sglQuotedString", "pyparsing.sgl_quoted_string", requires="pyparsing>=3.0")
moved("pyparsing.dblQuotedString", "pyparsing.dbl_quoted_string", requires="pyparsing>=3.0")
moved("pyparsing.quotedString", "pyparsing.quoted_string", requires="pyparsing>=3.0")
moved("pyparsing.unicodeString", "pyparsing.unicode_string", requires="pyparsing>=3.0")
moved("pyparsing.lineStart", "pyparsing.line_start", requires="pyparsing>=3.0")
moved("pyparsing.lineEnd", "pyparsing.line_end", requires="pyparsing>=3.0")
moved("pyparsing.stringStart", "pyparsing.string_start", requires="pyparsing>=3.0")
moved("pyparsing.stringEnd", "pyparsing.string_end", requires="pyparsing>=3.0")
moved("pyparsing.traceParseAction", "pyparsing.trace_parse_action", requires="pyparsing>=3.0")
moved("pyparsing.countedArray", "pyparsing.counted_array", requires="pyparsing>=3.0")
moved("pyparsing.matchPreviousLiteral", "pyparsing.match_previous_literal", requires="pyparsing>=3.0")
moved("pyparsing.matchPreviousExpr", "pyparsing.match_previous_expr", requires="pyparsing>=3.0")
moved("pyparsing.oneOf", "pyparsing.one_of", requires="pyparsing>=3.0")
moved("pyparsing.dictOf", "pyparsing.dict_of", requires="pyparsing>=3.0")
moved("pyparsing.originalTextFor", "pyparsing.original_text_for", requires="pyparsing>=3.0")
moved("pyparsing.nestedExpr", "pyparsing.nested_expr", requires="pyparsing>=3.0")
moved("pyparsing.makeHTMLTags", "pyparsing.make_html_tags", requires="pyparsing>=3.0")
moved("pyparsing.makeXMLTags", "pyparsing.make_xml_tags", requires="pyparsing>=3.0")
moved("pyparsing.commonHTMLEntity", "pyparsing.common_html_entity", requires="pyparsing>=3.0")
moved("pyparsing.replaceHTMLEntity", "pyparsing.replace_html_entity", requires="pyparsing>=3.0")
moved("pyparsing.infixNotation", "pyparsing.infix_notation", requires="pyparsing>=3.0")
moved("pyparsing.cStyleComment", "pyparsing.c_style_comment", requires="pyparsing>=3.0")
moved("pyparsing.htmlComment", "pyparsing.html_comment", requires="pyparsing>=3.0")
moved("pyparsing.restOfLine", "pyparsing.rest_of_line", requires="pyparsing>=3.0")
moved("pyparsing.dblSlashComment", "pyparsing.dbl_slash_comment", requires="pyparsing>=3.0")
moved("pyparsing.cppStyleComment", "pyparsing.cpp_style_comment", requires="pyparsing>=3.0")
moved("pyparsing.javaStyleComment", "pyparsing.java_style_comment", requires="pyparsing>=3.0")
moved("pyparsing.pythonStyleComment", "pyparsing.python_style_comment", requires="pyparsing>=3.0")
moved("pyparsing.operatorPrecedence", "pyparsing.infix_notation", requires="pyparsing>=3.0")
moved("pyparsing.opAssoc", "pyparsing.OpAssoc", requires="pyparsing>=3.0")
moved("pyparsing.upcaseTokens", "pyparsing.pyparsing_common.upcase_tokens", requires="pyparsing>=3.0")
moved("pyparsing.downcaseTokens", "pyparsing.pyparsing_common.downcase_tokens", requires="pyparsing>=3.0")
moved("pyparsing.commaSeparatedList", "pyparsing.pyparsing_common.comma_separated_list")

moved(
    "pyparsing.ParserElement.setDefaultWhitespaceChars",
    "pyparsing.ParserElement.set_default_whitespace_chars",
    requires="pyparsing>=3.0",
)
moved(
    "pyparsing.ParserElement.inlineLiteralsUsing",
    "pyparsing.ParserElement.inline_literals_using",
    requires="pyparsing>=3.0",
)
moved(
    "pyparsing.ParserElement.setResultsName",
    "pyparsing.ParserElement.set_results_name",
    requires="pyparsing>=3.0",
)
moved("pyparsing.ParserElement.setBreak", "pyparsing.ParserElement.set_break", requires="pyparsing>=3.0")
moved(
    "pyparsing.ParserElement.setParseAction",
    "pyparsing.ParserElement.set_parse_action",
    requires="pyparsing>=3.0",
)
moved(
    "pyparsing.ParserElement.addParseAction",
    "pyparsing.ParserElement.add_parse_action",
    requires="pyparsing>=3.0",
)
moved(
    "pyparsing.ParserElement.addCondition", "pyparsing.ParserElement.add_condition", requires="pyparsing>=3.0"
)
moved(
    "pyparsing.ParserElement.setFailAction",
    "pyparsing.ParserElement.set_fail_action",
    requires="pyparsing>=3.0",
)
moved("pyparsing.ParserElement.tryParse", "pyparsing.ParserElement.try_parse", requires="pyparsing>=3.0")
moved(
    "pyparsing.ParserElement.canParseNext",
    "pyparsing.ParserElement.can_parse_next",
    requires="pyparsing>=3.0",
)
moved("pyparsing.ParserElement.resetCache", "pyparsing.ParserElement.reset_cache", requires="pyparsing>=3.0")
moved(
    "pyparsing.ParserElement.enableLeftRecursion",
    "pyparsing.ParserElement.enable_left_recursion",
    requires="pyparsing>=3.0",
)
moved(
    "pyparsing.ParserElement.enablePackrat",
    "pyparsing.ParserElement.enable_packrat",
    requires="pyparsing>=3.0",
)
moved(
    "pyparsing.ParserElement.parseString", "pyparsing.ParserElement.parse_string", requires="pyparsing>=3.0"
)
moved("pyparsing.ParserElement.scanString", "pyparsing.ParserElement.scan_string", requires="pyparsing>=3.0")
moved(
    "pyparsing.ParserElement.searchString", "pyparsing.ParserElement.search_string", requires="pyparsing>=3.0"
)
moved(
    "pyparsing.ParserElement.transformString",
    "pyparsing.ParserElement.transform_string",
    requires="pyparsing>=3.0",
)
moved(
    "pyparsing.ParserElement.setWhitespaceChars",
    "pyparsing.ParserElement.set_whitespace_chars",
    requires="pyparsing>=3.0",
)
moved(
    "pyparsing.ParserElement.parseWithTabs",
    "pyparsing.ParserElement.parse_with_tabs",
    requires="pyparsing>=3.0",
)
moved(
    "pyparsing.ParserElement.setDebugActions",
    "pyparsing.ParserElement.set_debug_actions",
    requires="pyparsing>=3.0",
)
moved("pyparsing.ParserElement.setDebug", "pyparsing.ParserElement.set_debug", requires="pyparsing>=3.0")
moved(
    "pyparsing.ParserElement.defaultName", "pyparsing.ParserElement.default_name", requires="pyparsing>=3.0"
)
moved("pyparsing.ParserElement.setName", "pyparsing.ParserElement.set_name", requires="pyparsing>=3.0")
moved("pyparsing.ParserElement.parseFile", "pyparsing.ParserElement.parse_file", requires="pyparsing>=3.0")
moved("pyparsing.ParserElement.runTests", "pyparsing.ParserElement.run_tests", requires="pyparsing>=3.0")
moved(
    "pyparsing.ParserElement.ignoreWhitespace",
    "pyparsing.ParserElement.ignore_whitespace",
    requires="pyparsing>=3.0",
)
moved(
    "pyparsing.ParserElement.leaveWhitespace",
    "pyparsing.ParserElement.leave_whitespace",
    requires="pyparsing>=3.0",
)

moved("pyparsing.ParseResults.asList", "pyparsing.ParseResults.as_list", requires="pyparsing>=3.0")
moved("pyparsing.ParseResults.asDict", "pyparsing.ParseResults.as_dict", requires="pyparsing>=3.0")
moved("pyparsing.ParseResults.getName", "pyparsing.ParseResults.get_name", requires="pyparsing>=3.0")

moved(
    "pyparsing.pyparsing_common.convertToInteger",
    "pyparsing.pyparsing_common.convert_to_integer",
    requires="pyparsing>=3.0",
)
moved(
    "pyparsing.pyparsing_common.convertToFloat",
    "pyparsing.pyparsing_common.convert_to_float",
    requires="pyparsing>=3.0",
)
moved(
    "pyparsing.pyparsing_common.convertToDate",
    "pyparsing.pyparsing_common.convert_to_date",
    requires="pyparsing>=3.0",
)
moved(
    "pyparsing.pyparsing_common.convertToDatetime",
    "pyparsing.pyparsing_common.convert_to_datetime",
    requires="pyparsing>=3.0",
)
moved(
    "pyparsing.pyparsing_common.stripHTMLTags",
    "pyparsing.pyparsing_common.strip_html_tags",
    requires="pyparsing>=3.0",
)
moved(
    "pyparsing.pyparsing_common.upcaseTokens",
    "pyparsing.pyparsing_common.upcase_tokens",
    requires="pyparsing>=3.0",
)
moved(
    "pyparsing.pyparsing_common.downcaseTokens",
    "pyparsing.pyparsing_common.downcase_tokens",
    requires="pyparsing>=3.0",
)


@replaces("pyparsing.ParserElement.parseString", given=("parseAll",), requires="pyparsing>=3.0")
def parse_string(self, *args, parseAll, **kwargs):
    return self.parse_string(*args, parse_all=parseAll, **kwargs)


@replaces("pyparsing.ParserElement.parseFile", given=("parseAll",), requires="pyparsing>=3.0")
def parse_file(self, *args, parseAll, **kwargs):
    return self.parse_file(*args, parse_all=parseAll, **kwargs)


@replaces("pyparsing.ParserElement.setResultsName", given=("listAllMatches",), requires="pyparsing>=3.0")
def set_results_name(self, *args, listAllMatches, **kwargs):
    return self.set_results_name(*args, list_all_matches=listAllMatches, **kwargs)


@replaces("pyparsing.ParserElement.scanString", given=("maxMatches",), requires="pyparsing>=3.0")
def scan_string(self, *args, maxMatches, **kwargs):
    return self.scan_string(*args, max_matches=maxMatches, **kwargs)


@replaces("pyparsing.ParserElement.searchString", given=("maxMatches",), requires="pyparsing>=3.0")
def search_string(self, *args, maxMatches, **kwargs):
    return self.search_string(*args, max_matches=maxMatches, **kwargs)
