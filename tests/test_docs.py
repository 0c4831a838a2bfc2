"""A command or setting that is not documented fails here."""

from pathlib import Path

import typer.main

from attache.cli.app import app
from attache.config import Settings
from attache.export.records import records_of
from attache.pipeline import read
from attache.reading import Article

DOCS = Path(__file__).parent.parent / "docs" / "reference"


def commands():
    group = typer.main.get_command(app)
    for name, command in group.commands.items():
        inner = getattr(command, "commands", None)
        if inner:
            yield from ((f"{name} {sub}", found) for sub, found in inner.items())
        else:
            yield name, command


def test_every_command_and_option_is_documented():
    page = (DOCS / "commands.md").read_text(encoding="utf-8")
    for name, command in commands():
        assert f"`attache {name}" in page, name
        for parameter in command.params:
            for option in parameter.opts:
                if option.startswith("--") and option != "--help":
                    assert option in page, f"{name} {option}"


def test_every_setting_is_documented_with_its_default():
    page = (DOCS / "settings.md").read_text(encoding="utf-8")
    for name, field in Settings.model_fields.items():
        default = str(field.default).lower()
        assert f"| `{name}` | {default} |" in page, name


def test_every_field_of_a_record_is_documented():
    page = (DOCS / "record.md").read_text(encoding="utf-8")
    text = "Peru signed a pact with Chile on Monday. “We gain,” Peruvian minister Ana Solis said."
    reading = read(Article("a", text, "a", published="2024-05-16", language="en"))
    for record in records_of(reading, coder="c", coded_date="2024-05-16"):
        for field in record:
            assert f"`{field}`" in page, field
