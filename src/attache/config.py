"""Settings: every default, read once from ``attache.toml`` beside the project and from ``ATTACHE_*`` variables.

Unknown keys are errors. ``attache doctor`` prints the settings in force.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from attache.errors import BadSetting


class Settings(BaseSettings):
    """All settings. Sizes are in characters or bytes as the name says; 0 workers means one a core."""

    model_config = SettingsConfigDict(env_prefix="ATTACHE_", frozen=True, extra="forbid")

    #: The reader: one that ships by its name, or the folder of one that ``attache train`` made.
    reader: str = "standard"
    #: A folder with names of your own, which win over those that ship; empty for none.
    resources: str = ""
    #: Processes that code articles; 0 is one for each core.
    workers: int = 0
    #: Articles in one transaction: what a kill can lose at most.
    batch_articles: int = 32
    #: A text longer than this is not one article and goes to the failures table.
    max_article_chars: int = 1_000_000
    #: Files larger than this are refused before they are read.
    max_file_bytes: int = 2_000_000_000
    #: Fetching of pages and feeds that the user names.
    fetch_timeout_s: float = 20.0
    fetch_max_bytes: int = 10_000_000
    fetch_max_redirects: int = 5
    #: Seconds between two requests to one host, for sources that are followed.
    politeness_s: float = 2.0
    #: Allow addresses of the local network; for feeds inside an organisation.
    fetch_private: bool = False
    #: The mail server of watches that write to somebody; empty for none.
    smtp_host: str = ""
    smtp_port: int = 25
    smtp_user: str = ""
    smtp_password: str = ""
    smtp_from: str = ""
    smtp_starttls: bool = False
    #: Seconds to wait for a database that another process writes.
    busy_timeout_s: float = 10.0

    def fingerprint(self) -> str:
        """The settings on which records depend, as JSON: stored with each reading. How many workers there are is
        none of them."""
        return self.model_dump_json(include={"max_article_chars"})


def load_settings(folder: Path | None = None) -> Settings:
    """Settings of the project in ``folder``: ``attache.toml`` there, then the environment, over the defaults."""
    values: dict[str, Any] = {}
    path = (folder or Path()) / "attache.toml"
    if path.is_file():
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise BadSetting(path, f"not TOML ({error})") from error
    for name in ("reader", "resources"):  # a folder in the file is named from where the file lies
        if isinstance(value := values.get(name), str) and value and (path.parent / value).is_dir():
            values[name] = str(path.parent / value)
    try:
        from_environment = Settings().model_dump(exclude_unset=True)
        return Settings(**{**values, **from_environment})
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        problem = "is no setting" if first["type"] == "extra_forbidden" else first["msg"].lower()
        raise BadSetting(path, f"{name}: {problem}") from error


@cache
def default_settings() -> Settings:
    return Settings()
