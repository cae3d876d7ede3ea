"""Decoding, offsets and positions: every file byte-exact, or refused with a reason."""

from __future__ import annotations

import ast
import codecs

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from refactor_cli.text import Text, UndecodableError, decode_plain, decode_python

BOM = codecs.BOM_UTF8


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(b"", Text(b""), id="empty"),
        pytest.param(b"x = 1", Text(b"x = 1"), id="no final newline"),
        pytest.param(b"x\r\ny\n", Text(b"x\r\ny\n"), id="mixed newlines stay"),
        pytest.param(b"x\ry\r", Text(b"x\ny\n"), id="lone carriage returns end lines"),
        pytest.param(b"x\r\r\ny", Text(b"x\n\r\ny"), id="lone carriage return before a pair"),
        pytest.param(b"x\x0cy", Text(b"x\x0cy"), id="form feed stays"),
        pytest.param(BOM + b"x", Text(b"x", bom=BOM), id="byte order mark"),
        pytest.param(
            BOM + b"# coding: utf8\n", Text(b"# coding: utf8\n", bom=BOM), id="mark and cookie agree"
        ),
        pytest.param("é".encode(), Text("é".encode()), id="UTF-8"),
        pytest.param(
            b"# coding: latin-1\n\xe9",
            Text("# coding: latin-1\né".encode(), "iso8859-1"),
            id="latin-1",
        ),
        pytest.param(
            b"#!/bin/sh\r# -*- coding: cp1252 -*-\r\x80",
            Text("#!/bin/sh\n# -*- coding: cp1252 -*-\n€".encode(), "cp1252"),
            id="cookie in the second line, lines end in \\r",
        ),
        pytest.param(b"x\n# coding: latin-1\n", Text(b"x\n# coding: latin-1\n"), id="cookie below code"),
        pytest.param(
            b"\n\n# coding: latin-1\n", Text(b"\n\n# coding: latin-1\n"), id="cookie in the third line"
        ),
        pytest.param(
            b"\x0c# coding: latin-1\n", Text(b"\x0c# coding: latin-1\n", "iso8859-1"), id="form feed first"
        ),
    ],
)
def test_decode_python(data: bytes, expected: Text) -> None:
    assert decode_python(data) == expected


@pytest.mark.parametrize(
    ("cookie", "encoding"),
    [
        pytest.param("utf-8", "utf-8", id="plain"),
        pytest.param("UTF_8", "utf-8", id="case and underscore"),
        pytest.param("utf-8-unix", "utf-8", id="editor suffix"),
        pytest.param("utf-8-sig", "utf-8", id="sig"),
        pytest.param("latin-1-dos", "iso8859-1", id="latin-1 with an editor suffix"),
        pytest.param("iso-8859-1-unix", "iso8859-1", id="iso-8859-1 with an editor suffix"),
        pytest.param("iso-latin-1-unix", "iso8859-1", id="iso-latin-1 with an editor suffix"),
        pytest.param("iso-8859-15", "iso8859-15", id="another latin, no suffix"),
        pytest.param("koi8-r", "koi8-r", id="koi8-r"),
        pytest.param("us-ascii", "ascii", id="ascii"),
    ],
)
def test_cookies_that_python_reads(cookie: str, encoding: str) -> None:
    source = f"# coding: {cookie}\nx = 1\n".encode("ascii")
    ast.parse(source)  # Python itself agrees that this is source
    assert decode_python(source) == Text(source, encoding)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"\xff", "not text in utf-8", id="no UTF-8"),
        pytest.param(b"# coding: ascii\n\xc3\xa9", "not text in ascii", id="no ASCII"),
        pytest.param(b"# coding: klingon\n", "unknown encoding 'klingon'", id="unknown"),
        pytest.param(
            b"# coding: latin1-dos\n", "unknown encoding 'latin1-dos'", id="suffix Python does not read"
        ),
        pytest.param(
            b"# coding: rot13\n", "encoding 'rot13' is not supported for Python source", id="no text codec"
        ),
        pytest.param(
            b"# coding: utf-7\n", "encoding 'utf-7' is not supported for Python source", id="shifts"
        ),
        pytest.param(b"# coding: hz\n", "encoding 'hz' is not supported for Python source", id="shifts too"),
        pytest.param(
            b"# coding: iso2022_jp\n",
            "encoding 'iso2022_jp' is not supported for Python source",
            id="escapes",
        ),
        pytest.param(
            b"# coding: unicode_escape\n",
            "encoding 'unicode_escape' is not supported for Python source",
            id="escapes that hide code in comments",
        ),
        pytest.param(
            b"# coding: cp037\n", "encoding 'cp037' is not supported for Python source", id="EBCDIC"
        ),
        pytest.param(
            BOM + b"# coding: latin-1\n",
            "a UTF-8 byte order mark contradicts the coding cookie 'latin-1'",
            id="mark and cookie contradict",
        ),
        pytest.param(
            codecs.BOM_UTF16_LE + "x".encode("utf-16-le"),
            "UTF-16 is not supported for Python source",
            id="UTF-16",
        ),
        pytest.param(
            b"# coding: cp932\n\x81\xca\xee\xf9\n",
            "does not survive decoding and encoding in cp932",
            id="two spellings of one character",
        ),
    ],
)
def test_undecodable_python(data: bytes, reason: str) -> None:
    with pytest.raises(UndecodableError) as error:
        decode_python(data)
    assert str(error.value) == reason


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param("é\n".encode(), Text("é\n".encode()), id="UTF-8"),
        pytest.param(BOM + b"a\rb", Text(b"a\nb", bom=BOM), id="byte order mark"),
        pytest.param(b"\xe9", Text("é".encode(), "iso8859-1"), id="anything else is latin-1"),
        pytest.param(BOM + b"\xff", Text("ï»¿ÿ".encode(), "iso8859-1"), id="mark before what is no UTF-8"),
        pytest.param(
            codecs.BOM_UTF16_LE + "aé\r\n".encode("utf-16-le"),
            Text("aé\r\n".encode(), "utf-16-le", codecs.BOM_UTF16_LE),
            id="UTF-16",
        ),
        pytest.param(
            codecs.BOM_UTF16_BE + "a".encode("utf-16-be"),
            Text(b"a", "utf-16-be", codecs.BOM_UTF16_BE),
            id="UTF-16, big end first",
        ),
    ],
)
def test_decode_plain(data: bytes, expected: Text) -> None:
    assert decode_plain(data) == expected


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(codecs.BOM_UTF16_LE + b"a", "not text in utf-16-le", id="half a character"),
        pytest.param(codecs.BOM_UTF32_LE + b"a\0\0\0", "UTF-32 is not supported", id="UTF-32"),
    ],
)
def test_undecodable_plain(data: bytes, reason: str) -> None:
    with pytest.raises(UndecodableError) as error:
        decode_plain(data)
    assert str(error.value) == reason


SAMPLES = {
    "utf-8": "naïve = '€ 🙂'",
    "latin-1": "naïve = 'Zürich'",
    "cp1252": "price = '€ 5' # naïve",
    "koi8-r": "имя = 'Привет'",
    "shift_jis": "名前 = 'ソ表能' # カナ",  # second bytes that look like a backslash
    "gbk": "名字 = '中文輸' # 镕",
    "euc-jp": "名前 = '日本語カナ'",
}


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\x0c\n"], ids=["lf", "crlf", "cr", "formfeed"])
@pytest.mark.parametrize(
    ("encoding", "bom"),
    [*(pytest.param(name, b"", id=name) for name in SAMPLES), pytest.param("utf-8", BOM, id="BOM")],
)
def test_raw_offset_leads_to_the_bytes_on_disk(encoding: str, newline: str, bom: bytes) -> None:
    source = newline.join([f"# coding: {encoding}", SAMPLES[encoding], "x = 1", SAMPLES[encoding]])
    data = bom + source.encode(encoding)
    text = decode_python(data)
    for start in range(len(source)):
        for end in (start, start + 1, len(source)):
            span = [len(source[:at].encode()) for at in (start, end)]
            raw = data[text.raw_offset(span[0]) : text.raw_offset(span[1])]
            assert raw == source[start:end].encode(encoding)
    edited = data[: text.raw_offset(0)] + text.encode(source) + data[text.raw_offset(len(text.utf8)) :]
    assert edited == data


@given(st.text(alphabet="aé€\r\n\x0c\u2028ſ#:", max_size=40))
@example("\r\r\n")
def test_lines_are_those_of_python(source: str) -> None:
    text = decode_python(source.encode())
    folded = source.replace("\r\n", "\n").replace("\r", "\n")
    lines = folded.split("\n")
    assert [text.line(number) for number in range(1, len(text.line_starts) + 1)] == lines
    for number, start in enumerate(text.line_starts, 1):
        assert text.position(start) == (number, 1)


@pytest.mark.parametrize(
    ("offset", "expected"),
    [
        pytest.param(0, (1, 1), id="first"),
        pytest.param(5, (1, 3), id="columns are code points"),
        pytest.param(6, (2, 1), id="second line"),
        pytest.param(8, (2, 3), id="the end"),
    ],
)
def test_position(offset: int, expected: tuple[int, int]) -> None:
    assert Text("🙂a\nbc".encode()).position(offset) == expected


def test_encode_refuses_what_the_encoding_does_not_have() -> None:
    with pytest.raises(UnicodeEncodeError):
        decode_python(b"# coding: latin-1\n").encode("€")


@pytest.mark.parametrize("cookie", ["utf-8", "latin-1", "cp1252", "koi8-r", "shift_jis", "gbk", "euc-jp"])
@given(body=st.binary(max_size=40))
def test_whatever_is_decoded_is_encoded_back(cookie: str, body: bytes) -> None:
    data = b"# coding: %s\n" % cookie.encode() + body
    try:
        text = decode_python(data)
    except UndecodableError:
        return
    assert text.raw_offset(len(text.utf8)) == len(data)
    assert text.encode(text.utf8.decode()).replace(b"\r", b"\n") == data.replace(b"\r", b"\n")
