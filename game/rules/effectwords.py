"""What the effects of an event do, in words: short sentences for who has to choose among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from game.rules.narrate import stock_words, unit_name
from game.rules.scenario import Effect, Scenario
from game.text import _, figure, plural

_NAMED = 8
"""Units that an effect names; of more it says how many they are."""


def effects_words(scenario: Scenario, effects: Sequence[Effect]) -> tuple[str, ...]:
    """Return what effects do in short sentences, one for entries to which the same happens; none for mere marks."""
    alike: dict[Effect, list[str]] = {}
    for effect in effects:
        alike.setdefault(replace(effect, source=""), []).append(effect.source)
    words = (_effect_words(scenario, effect, sources) for effect, sources in alike.items())
    return tuple(dict.fromkeys(word for word in words if word))


def _effect_words(scenario: Scenario, effect: Effect, sources: Sequence[str]) -> str:
    text = _entry_text(effect) if effect.kind == "source" else _effect_texts().get(effect.kind, "")
    side = scenario.sides[effect.side].name if effect.side >= 0 else ""
    units = units_words(scenario, effect.units)
    entries = {row.id: row.name for row in scenario.supply_sources}
    base = next((row.name for row in scenario.bases if row.id == effect.base), side or units)
    return text.format(
        side=side, n=effect.amount, support=effect.amount / 10, lost=max(1, effect.amount),
        units=units or _("all of {side}").format(side=side), stock=stock_words(scenario, effect.stock),
        turns=plural("{n} turn", "{n} turns", effect.turns).format(n=effect.turns),
        place=next((row.name for row in scenario.map.places if row.id == effect.place), effect.place),
        site=next((row.name for row in scenario.sites if row.id == effect.site), effect.site),
        source=_gathered([entries.get(source, source) for source in sources]), percent=_percent(effect),
        change=_change(effect), holder=base)


def _entry_text(effect: Effect) -> str:
    """Return the sentence of an entry that opens, closes, or gives a share of what it can."""
    if not effect.amount:
        return _("Shut: {source}.")
    return _("Open: {source}.") if effect.factor_pm == 1000 else _("Open at {percent}: {source}.")


def _percent(effect: Effect) -> str:
    return f"{effect.factor_pm / 10:.0f} %"


def _change(effect: Effect) -> str:
    """Return by what a number changes: the share that is left of it, what comes to it, or both."""
    more = f"{effect.amount / 10:+.0f} %" if effect.kind == "quality" else figure(effect.amount, "+,")
    if effect.factor_pm == 1000:
        return more
    percent = _percent(effect)
    return _("{percent}, then {more}").format(percent=percent, more=more) if effect.amount else percent


def units_words(scenario: Scenario, units: Sequence[str]) -> str:
    """Return the names of units in a row, the parts of one formation together; how many where they are very many."""
    if len(units) > _NAMED:
        row = scenario.order_of_battle.get(units[0])
        side = scenario.sides[row.side].name if row else ""
        return plural("{n} unit of {side}", "{n} units of {side}", len(units)).format(n=len(units), side=side)
    return _gathered([unit_name(scenario, unit) for unit in units])


def _gathered(names: Sequence[str]) -> str:
    """Return names in a row; what follows a comma in names that begin alike stands in brackets behind one of them."""
    found: dict[str, list[str]] = {}
    for name in names:
        head, _comma, tail = name.partition(", ")
        found.setdefault(head, []).append(tail)
    rows = []
    for head, tails in found.items():
        rows += [head] * ("" in tails)
        named = ", ".join(tail for tail in tails if tail)
        rows += [f"{head} ({named})"] * bool(named)
    return ", ".join(rows)


def _effect_texts() -> dict[str, str]:
    """Return the sentence of each kind of effect that is told; marks are not."""
    return {
        "arrive": _("{units} arrive."), "leave": _("{units} leave."), "truce": _("A truce of {turns}."),
        "support": _("Support of {side} {support:+.0f}."), "heritage": _("{site} is damaged."),
        "coordination": _("Groups fight together for {turns}."), "pool": _("Groups share their supply for {turns}."),
        "stock": _("{holder}: {stock}."), "convoy": _("A convoy for {holder}: {stock}."),
        "people": _("People in {place}: {change}."),
        "harm": _("{n} people harmed in {place} (an estimate)."), "sorties": _("{n} more sorties for {side}."),
        "men": _("Men of {units}: {change}."), "quality": _("Quality of {units}: {change}."),
        "trucks": _("{n:+} trucks for {source}."),
        "strike": _("Jets strike {place}."), "aircraft_lost": _("{side}: {lost} aircraft lost."),
    }
