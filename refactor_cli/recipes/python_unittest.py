"""unittest: the aliases that Python 3.12 took away, and two helpers that Python 3.13 did.

https://docs.python.org/3/whatsnew/3.12.html#id3
https://docs.python.org/3/whatsnew/3.13.html#unittest
"""

import unittest

from refactor_cli.recipe import OMITTED, likely, moved, replaces

moved("unittest.TestCase.failUnless", "unittest.TestCase.assertTrue")
moved("unittest.TestCase.failIf", "unittest.TestCase.assertFalse")
moved("unittest.TestCase.failUnlessEqual", "unittest.TestCase.assertEqual")
moved("unittest.TestCase.failIfEqual", "unittest.TestCase.assertNotEqual")
moved("unittest.TestCase.failUnlessAlmostEqual", "unittest.TestCase.assertAlmostEqual")
moved("unittest.TestCase.failIfAlmostEqual", "unittest.TestCase.assertNotAlmostEqual")
moved("unittest.TestCase.failUnlessRaises", "unittest.TestCase.assertRaises")
moved("unittest.TestCase.assert_", "unittest.TestCase.assertTrue")
moved("unittest.TestCase.assertEquals", "unittest.TestCase.assertEqual")
moved("unittest.TestCase.assertNotEquals", "unittest.TestCase.assertNotEqual")
moved("unittest.TestCase.assertAlmostEquals", "unittest.TestCase.assertAlmostEqual")
moved("unittest.TestCase.assertNotAlmostEquals", "unittest.TestCase.assertNotAlmostEqual")
moved("unittest.TestCase.assertRegexpMatches", "unittest.TestCase.assertRegex", requires="python>=3.2")
moved("unittest.TestCase.assertNotRegexpMatches", "unittest.TestCase.assertNotRegex", requires="python>=3.2")
moved("unittest.TestCase.assertRaisesRegexp", "unittest.TestCase.assertRaisesRegex", requires="python>=3.2")
likely(
    "unittest.TestCase.failUnless",
    "unittest.TestCase.failIf",
    "unittest.TestCase.failUnlessEqual",
    "unittest.TestCase.failIfEqual",
    "unittest.TestCase.failUnlessAlmostEqual",
    "unittest.TestCase.failIfAlmostEqual",
    "unittest.TestCase.failUnlessRaises",
    "unittest.TestCase.assert_",
    "unittest.TestCase.assertEquals",
    "unittest.TestCase.assertNotEquals",
    "unittest.TestCase.assertAlmostEquals",
    "unittest.TestCase.assertNotAlmostEquals",
    "unittest.TestCase.assertRegexpMatches",
    "unittest.TestCase.assertNotRegexpMatches",
    "unittest.TestCase.assertRaisesRegexp",
    "unittest.TestCase.assertDictContainsSubset",
    on="self",
)
moved("unittest._TextTestResult", "unittest.TextTestResult")


@replaces("unittest.TestCase.assertDictContainsSubset", behaviour="changes", requires="python>=3.0")
def assertDictContainsSubset(self, subset, dictionary, msg=OMITTED):
    """What a failure says is less."""
    return self.assertLessEqual(subset.items(), dictionary.items(), msg)


@replaces("unittest.makeSuite")
def makeSuite(testCaseClass):
    return unittest.defaultTestLoader.loadTestsFromTestCase(testCaseClass)


@replaces("unittest.findTestCases")
def findTestCases(module):
    return unittest.defaultTestLoader.loadTestsFromModule(module)


@replaces("unittest.getTestCaseNames")
def getTestCaseNames(testCaseClass):
    return unittest.defaultTestLoader.getTestCaseNames(testCaseClass)
