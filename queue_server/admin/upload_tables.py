"""The tables of docs/uploads.md, from the tables of the code: `python -m` this writes them anew."""

from __future__ import annotations

from pathlib import Path

from config.upload_forms import FORMS, WORDS, Field

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "uploads.md"
BEGIN, END = "<!-- tables -->\n", "<!-- end of the tables -->\n"
_TITLES = {
    "national": "`national`：好差评字段 · Fields of the national ratings",
    "gbt39046": "`gbt39046`：GB/T 39046-2020 表 9 · Table 9 (1 非常满意 … 5 非常不满意)",
}


def tables() -> str:
    """Both forms with what fills each field, and all of our words."""
    parts = [BEGIN]
    for name, form in FORMS.items():
        parts += [f"\n### {_TITLES[name]}\n\n", "| 字段 Field | 含义 | 来源 Filled with | |\n"]
        parts += ["|---|---|---|---|\n", *(_row(field) for field in form.fields)]
    parts += [
        "\n### 本系统的词 · Our words\n\n",
        "| word | 含义 | What it is |\n",
        "|---|---|---|\n",
    ]
    parts += [f"| `{word}` | {zh} | {en} |\n" for word, (zh, en) in WORDS.items()]
    return "".join([*parts, "\n", END])


def written(text: str) -> str:
    """The document with the tables of now."""
    before, _, rest = text.partition(BEGIN)
    return before + tables() + rest.partition(END)[2]


def _row(field: Field) -> str:
    if field.personal:
        return f"| `{field.name}` | {field.zh} | — | 个人信息，不填 never filled |\n"
    filled = f"`{field.word}`" if field.word else "`constants`, `services`"
    notes = []
    if field.required:
        notes.append("必填 required")
    if field.fixed:
        notes.append("不可改 cannot be mapped")
    if field.longest:
        notes.append(f"≤ {field.longest}")
    return f"| `{field.name}` | {field.zh} | {filled} | {', '.join(notes)} |\n"


if __name__ == "__main__":
    DOCUMENT.write_text(written(DOCUMENT.read_text("utf-8")), encoding="utf-8")
