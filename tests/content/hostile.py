"""Files that attack a loader: each with the id of the problem that must refuse it."""

from __future__ import annotations

HEAD = "format: 1\ntitle: Hostile\nsummary: A file that attacks the loader.\n"


def _merge_bomb() -> str:
    levels = ["a0: &a0 {x: 1}"]
    levels += [f"a{i}: &a{i} {{<<: [{', '.join([f'*a{i - 1}'] * 9)}]}}" for i in range(1, 9)]
    return "\n".join(levels) + "\n"


def _alias_bomb() -> str:
    levels = ["a0: &a0 [lol, lol, lol]"]
    levels += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 12)]
    return "\n".join(levels) + "\n"


def hostile_files() -> dict[str, tuple[bytes, str]]:
    """Return file name -> (bytes, id of the problem that refuses it)."""
    deep = 100_000
    row = ", ".join(f"k{i}: 1" for i in range(490))
    texts = {
        "deep_brackets": ("x: " + "[" * deep, "yaml-too-deep"),
        "deep_braces": ("{x: " * deep, "yaml-too-deep"),
        "deep_dashes": ("- " * deep, "type-wrong"),
        "deep_dashes_below": ("x:\n  " + "- " * deep, "yaml-too-deep"),
        "deep_questions": ("? " * deep, "yaml-key"),
        "alias_bomb": (_alias_bomb(), "yaml-alias"),
        "merge_bomb": (_merge_bomb(), "yaml-merge"),
        "self_alias": ("a: &a [*a]\n", "yaml-alias"),
        "duplicate_keys": (HEAD + "title: Twice\n", "yaml-duplicate-key"),
        "tag_python": ("x: !!python/object/apply:os.system ['echo owned']\n", "yaml-tag"),
        "tag_binary": ("x: !!binary aGVsbG8=\n", "yaml-tag"),
        "tag_directive": ("%TAG ! tag:example.org,2000:\n---\nx: 1\n", "yaml-tag"),
        "long_integer": (f"{HEAD}clock: {{start: 2030-01-01, days: {'9' * 5000}, turns: 3}}\n", "yaml-number-too-long"),
        "long_decimal": (f"{HEAD}x: 0.{'9' * 5000}\n", "yaml-number-too-long"),
        "no_such_day": (f"{HEAD}clock: {{start: 2031-13-45, days: 1, turns: 3}}\n", "date-wrong"),
        "sexagesimal": (HEAD + "x: 12:30\n", "yaml-ambiguous"),
        "norway": (HEAD + "fog: no\n", "yaml-ambiguous"),
        "octal": (HEAD + "x: 010\n", "yaml-ambiguous"),
        "hexadecimal": (HEAD + "x: 0xFF\n", "yaml-ambiguous"),
        "exponent": (HEAD + "x: 1e9\n", "yaml-ambiguous"),
        "not_a_number": (HEAD + "x: .nan\n", "yaml-ambiguous"),
        "underscores": (HEAD + "x: 1_000\n", "yaml-ambiguous"),
        "two_documents": (HEAD + "---\nx: 1\n", "yaml-documents"),
        "many_documents": ("---\nx: 1\n" * 5000, "yaml-documents"),
        "key_is_list": ("[1, 2]: 3\n", "yaml-key"),
        "key_is_null": ("~: 3\n", "yaml-key"),
        "a_list": ("- 1\n- 2\n", "type-wrong"),
        "a_word": ("hello\n", "type-wrong"),
        "empty": ("", "file-empty"),
        "only_comments": ("# nothing\n", "file-empty"),
        "tabs": ("x:\n\t- 1\n", "yaml-broken"),
        "unclosed": ("x: [1, 2\n", "yaml-broken"),
        "unclosed_quote": ('x: "abc\n', "yaml-broken"),
        "control_character": ("x: a\x07b\n", "file-not-utf8"),
        "nul": ("x: a\x00b\n", "file-not-utf8"),
        "too_large": ("# " + "x" * 3_000_000, "file-too-large"),
        "too_many_values": ("x: [" + "1," * 150_000 + "1]\n", "yaml-too-many"),
        "too_many_keys": ("".join(f"k{i}: 1\n" for i in range(60_000)), "yaml-too-many"),
        "unknown_keys": (HEAD + "".join(f"k{i}: 1\n" for i in range(900)), "key-unknown"),
        "many_unknown_keys": (f"{HEAD}units:\n" + f"  - {{{row}}}\n" * 100, "key-unknown"),
        "wrong_rows": (HEAD + "units:\n" + "  - {}\n" * 40_000, "value-wrong"),
        "long_key": ("k" * 1_900_000 + ": 1\n", "type-wrong"),
        "long_text": (HEAD.replace("A file", "A" * 1_900_000), "value-wrong"),
        "huge_map": (HEAD + "map: {grid: {cols: 100000, rows: 100000}}\n", "value-wrong"),
        "include_up": (HEAD + "include: [../../secret.yaml]\n", "include-path"),
        "include_absolute": (HEAD + "include: [/etc/passwd]\n", "include-path"),
        "include_drive": (HEAD + "include: ['C:/x.yaml']\n", "include-path"),
        "include_backslash": (HEAD + "include: ['..\\x.yaml']\n", "include-path"),
        "include_home": (HEAD + "include: [~/x.yaml]\n", "include-path"),
        "include_device": (HEAD + "include: [CON.yaml, shared/nul.yaml, aux]\n", "include-path"),
        "include_link": (HEAD + "include: [link.yaml]\n", "include-path"),
        "include_not_yaml": (HEAD + "include: [notes.txt]\n", "include-path"),
        "include_itself": (HEAD + "include: [include_itself.yaml]\n", "include-path"),
        "include_folder": (HEAD + "include: [folder.yaml]\n", "file-unreadable"),
        "include_missing": (HEAD + "include: [nothing.yaml]\n", "include-missing"),
        "include_pipe": (HEAD + "include: [pipe.yaml]\n", "file-unreadable"),
        "format_future": ("format: 2\ntitle: x\n", "format-unknown"),
        "kind_unknown": ("format: 1\nkind: mapp\n", "kind-unknown"),
    }
    files = {name: (text.encode("utf-8"), problem) for name, (text, problem) in texts.items()}
    files["utf16"] = ("x: 1\n".encode("utf-16"), "file-not-utf8")
    files["latin1"] = ("x: caf\u00e9\n".encode("latin-1"), "file-not-utf8")
    files["surrogate"] = (b"x: \xed\xa0\x80\n", "file-not-utf8")
    files["random"] = (bytes(range(256)) * 40, "file-not-utf8")
    return files
