"""Cards: Jinja2 templates in `handlers/cards/`, escaped by default, in the user's language."""

import functools
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from handlers.kit.words import Words

CARDS = Path(__file__).parent.parent / "cards"


class Cards:
    """The templates, one environment a language."""

    def __init__(self, words: dict[str, Words]) -> None:
        self._environments = {language: _environment(of) for language, of in words.items()}

    def render(self, language: str, template: str, /, **values: object) -> Markup:
        """Fill a template; blank lines at the ends are trimmed and more than one in a row become one."""
        text = self._environments[language].get_template(template).render(**values)
        lines: list[str] = []
        for line in (one.rstrip() for one in text.strip().splitlines()):
            if line or (lines and lines[-1]):
                lines.append(line)
        return Markup("\n".join(lines))


@functools.cache
def _environment(words: Words) -> Environment:
    """One for all houses of a process, so that a template is compiled once."""
    environment = Environment(
        loader=FileSystemLoader(CARDS),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(words.translations, newstyle=True)  # type: ignore[attr-defined]
    return environment
