import os
import subprocess
import sys

import shop.catalogue as catalogue
from shop.cli import interactive, main
from shop.export import export
from shop.faktura import rechnung
from shop.invoices import invoice_line, nested_box
from shop.labels import label


def test_catalogue(tea, pot):
    assert catalogue.tagged([tea]) == ["tea (476)"]
    assert catalogue.net([tea, pot]) == 3399
    assert catalogue.cheapest([pot, tea]) is tea
    assert catalogue.with_formula([tea], repr) == ["Product('tea', 400)"]
    assert catalogue.halves([tea, pot]) == [200, 1499]
    assert catalogue.Tariff(50).prices([tea]) == [200]


def test_invoice(pot, tea):
    assert invoice_line(pot, 2, "EUR") == "2 x pot: 7137.62"
    assert nested_box(tea, tea, tea) == 2022


def test_export(tea):
    assert export([tea], "USD") == "tea,514\r\n"


def test_rechnung(tea):
    assert rechnung("Jörg", [tea]) == ["für Jörg", "tea à 476 ¢", "Mit freundlichen Grüßen"]


def test_labels(tea):
    assert label(tea, 5) == "tea  \t476"
    assert label(tea, 0) == "tea\t476"


def test_command(capsys):
    assert main(["tea", "4.00", "--currency", "USD"]) == 0
    assert capsys.readouterr().out == "tea: 514 USD\n"


def test_questions():
    answers = iter(["tea", "4", "USD"])
    assert interactive(lambda question: next(answers)) == 514


def test_script():
    top = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    script = os.path.join(top, "scripts", "reprice.py")
    environment = dict(os.environ, PYTHONPATH=top)
    done = subprocess.run([sys.executable, script, "tea=400"], env=environment, capture_output=True, text=True)
    assert done.stdout == "tea 400 476 514\n"
