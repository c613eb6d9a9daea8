"""The scenario's events: when they fire, what they do, and the choices they put to a side.

An event fires at dawn when all its conditions are true, once, or each dawn where it `repeats`.

| condition | true when |
|---|---|
| date, turn | it is turn `turn` or later |
| before | it is earlier than turn `turn` |
| control | `side` controls all `hexes` (-1: nobody does) |
| stock_below | `base` holds less than `amount` kg of `supply_class` |
| losses_above | `side` has lost more than `amount` men (killed, wounded, captured) |
| flag, no_flag | `flag` is set; is not set. A flag with a last turn counts while it lasts |
| chance | a draw of its own falls within `chance_pm`, each dawn on which the other conditions are true |
| support_below | `side`'s support is less than `amount` thousandths |
| base_held | `side` holds `base` |
| captured | `side` holds `base` and did not at the start |
| unit_near | `unit` (or, if empty, any unit of `side`) stands within `amount` hexes of the first of `hexes` |
| strike_on | `side` (-1: any) has struck one of `hexes` from the air in the turn before |
| people_below | fewer than `amount` people are left in the place at the first of `hexes` |

| effect | does |
|---|---|
| arrive | `units` enter at `place`, or at their own hex, or at the nearest free one |
| leave | `units` go from the map with their stock |
| men | `units` (none named: all of `side`): men times `factor_pm`; of `amount` men those come whom support lets come |
| stock | `stock` to `base` (taken from it where negative); with no base, or `pool`, shared among `units` or `side` |
| flag, clear_flag | sets `flag`, for `turns` turns or for good; clears it |
| support | moves `side`'s support by `amount` thousandths |
| truce, coordination, pool | holds for `turns` turns from now |
| sorties | `amount` more strikes for `side` this turn, or drops where `aircraft` is `helicopter` |
| people | people in `place`: times `factor_pm`, and `amount` more, up to all who lived there unharmed |
| harm | `amount` people of `place` are harmed, by `side` |
| heritage | `site` is damaged, by `side` |
| source | entry `source` opens (`amount` 1) or closes (0), giving `factor_pm` of what it can |
| trucks | `source` gets `amount` trucks more (fewer where negative) |
| quality | `units` (none named: all of `side`): quality times `factor_pm`, and `amount` more |
| strike | `side` strikes `place` from the air `amount` times (at least once), beyond its budget: people are harmed |
| aircraft_lost | `side` loses `amount` (at least one) jets, or what `aircraft` says |
| convoy | if `side` holds `base`: `stock` is unloaded there and `amount` men join `units` or the largest unit there |

With choices, the deciding side answers in its own phase; what it leaves unanswered is decided as it was in history.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType

from game.rules.chance import per_mille
from game.rules.draft import Draft
from game.rules.fire import struck_flag
from game.rules.losses import remove
from game.rules.muster import enter
from game.rules.orders import AircraftLost, ChoiceMade, Choose, EventFired, Struck
from game.rules.politics import backed_men, change_support, damage_site, hurt, record_damage, record_harm
from game.rules.ruleset import AMMO, FOOD, FUEL, ONE, Stock
from game.rules.scenario import OFF_MAP, Choice, Condition, Effect, EventDef, Scenario, UnitDef
from game.rules.state import PendingChoice, State, Unit
from game.text import _

FOREVER = 1_000_000
"""The last turn of a flag that is set for good."""


def dawn(draft: Draft) -> None:
    """Bring in the reinforcements that are due, then fire every event whose conditions are all true."""
    owned = _brought_by_events(draft.scenario)
    for definition in draft.scenario.units:
        if definition.arrives == draft.turn > 1 and definition.id not in owned:
            enter(draft, definition)
    for event in draft.scenario.events:
        if (event.id in draft.fired and not event.repeats) or any(p.event == event.id for p in draft.pending):
            continue
        if all(_true(draft, event, condition) for condition in _chance_last(event)):
            _fire(draft, event)


@lru_cache(maxsize=32)
def _brought_by_events(scenario: Scenario) -> frozenset[str]:
    """Return the units that an event brings: they do not come by their own date."""
    effects = [
        effect for event in scenario.events
        for effect in (*event.effects, *(row for choice in event.choices for row in choice.effects))
    ]
    return frozenset(unit for effect in effects if effect.kind == "arrive" for unit in effect.units)


def _chance_last(event: EventDef) -> tuple[Condition, ...]:
    return tuple(sorted(event.conditions, key=lambda condition: condition.kind == "chance"))


def _fire(draft: Draft, event: EventDef) -> None:
    draft.fired[event.id] = draft.turn
    draft.emit(EventFired(event.id, seen_by=event.seen_by))
    for effect in event.effects:
        _EFFECTS[effect.kind](draft, effect)
    if event.choices:
        draft.pending.append(PendingChoice(event.id, event.decides, draft.turn))


# --- choices -------------------------------------------------------------------------------------------------


def event_of(scenario: Scenario, event_id: str) -> EventDef | None:
    """Return the event of that id, or None."""
    return next((event for event in scenario.events if event.id == event_id), None)


def refuse_choice(state: State, order: Choose) -> str | None:
    """Return why a choice may not be made, in a sentence for the player, or None."""
    event = event_of(state.scenario, order.event)
    if event is None or all(p.event != order.event or p.side != state.side for p in state.pending):
        return _("No decision '{event}' is waiting for you; choose among those shown at the start of your phase."
                 ).format(event=order.event)
    if all(choice.id != order.choice for choice in event.choices):
        options = ", ".join(choice.id for choice in event.choices)
        return _("'{choice}' is no answer to {title}; choose one of: {options}.").format(
            choice=order.choice, title=event.title, options=options)
    return None


def choose(draft: Draft, order: Choose) -> None:
    """Answer a waiting event and let the answer's effects happen."""
    event = event_of(draft.scenario, order.event)
    choice = next((row for row in event.choices if row.id == order.choice), None) if event else None
    if event is not None and choice is not None:
        _answer(draft, event, choice, by_default=False)


def settle(draft: Draft, side: int) -> None:
    """Answer what a side left unanswered in its phase as it was decided in history."""
    for pending in tuple(draft.pending):
        event = event_of(draft.scenario, pending.event)
        if pending.side == side and event is not None:
            _answer(draft, event, historical(event), by_default=True)


def historical(event: EventDef) -> Choice:
    """Return the choice marked as historical, or the first."""
    return next((choice for choice in event.choices if choice.historical), event.choices[0])


def _answer(draft: Draft, event: EventDef, choice: Choice, by_default: bool) -> None:
    draft.pending = [row for row in draft.pending if row.event != event.id]
    draft.emit(ChoiceMade(event.decides, event.id, choice.id, by_default, seen_by=event.seen_by))
    for effect in choice.effects:
        _EFFECTS[effect.kind](draft, effect)


# --- conditions ----------------------------------------------------------------------------------------------


def _true(draft: Draft, event: EventDef, condition: Condition) -> bool:
    if condition.kind == "chance":
        return draft.draw(f"event:{event.id}", 0) < per_mille(condition.chance_pm)
    return _CONDITIONS[condition.kind](draft, condition)


def _flag_set(draft: Draft, c: Condition) -> bool:
    return draft.flags.get(c.flag, 0) >= draft.turn


def _losses(draft: Draft, c: Condition) -> bool:
    row = draft.standings[c.side]
    return row.killed + row.wounded + row.captured > c.amount


def _captured(draft: Draft, c: Condition) -> bool:
    return draft.bases[c.base].side == c.side != draft.scenario.base(c.base).side


def _unit_near(draft: Draft, c: Condition) -> bool:
    grid = draft.scenario.map.grid
    return any(
        unit.hex >= 0 and grid.distance(unit.hex, c.hexes[0]) <= c.amount
        for unit in draft.units.values()
        if unit.id == c.unit or (not c.unit and unit.side == c.side)
    )


def _struck(draft: Draft, c: Condition) -> bool:
    sides = (0, 1) if c.side < 0 else (c.side,)
    return any(draft.flags.get(struck_flag(side, h), -1) >= draft.turn - 1 for h in c.hexes for side in sides)


def _people_below(draft: Draft, c: Condition) -> bool:
    place = draft.scenario.map.place_at(c.hexes[0])
    return place is not None and draft.people[draft.scenario.map.places.index(place)] < c.amount


_CONDITIONS: MappingProxyType[str, Callable[[Draft, Condition], bool]] = MappingProxyType({
    "date": lambda d, c: d.turn >= c.turn,
    "turn": lambda d, c: d.turn >= c.turn,
    "before": lambda d, c: d.turn < c.turn,
    "control": lambda d, c: all(d.control[h] == c.side + 1 for h in c.hexes),
    "stock_below": lambda d, c: d.bases[c.base].stock[c.supply_class] < c.amount,
    "losses_above": _losses,
    "flag": _flag_set,
    "no_flag": lambda d, c: not _flag_set(d, c),
    "support_below": lambda d, c: d.standings[c.side].support < c.amount,
    "base_held": lambda d, c: d.bases[c.base].side == c.side,
    "captured": _captured,
    "unit_near": _unit_near,
    "strike_on": _struck,
    "people_below": _people_below,
})


# --- effects -------------------------------------------------------------------------------------------------


def _definition(draft: Draft, unit_id: str) -> UnitDef:
    return next(row for row in draft.scenario.units if row.id == unit_id)


def _place_index(draft: Draft, effect: Effect) -> int:
    places = draft.scenario.map.places
    return next(index for index, place in enumerate(places) if place.id == effect.place)


def _meant(draft: Draft, effect: Effect) -> tuple[Unit, ...]:
    """Return the units an effect is about that are on the map: those named, or all of its side."""
    names = effect.units or tuple(sorted(draft.units))
    units = (draft.units[name] for name in names if name in draft.units)
    return tuple(unit for unit in units if effect.units or unit.side == effect.side)


def _arrive(draft: Draft, effect: Effect) -> None:
    near = draft.scenario.map.place(effect.place).hex if effect.place else OFF_MAP
    for unit_id in effect.units:
        if unit_id not in draft.units:
            enter(draft, _definition(draft, unit_id), near)


def _leave(draft: Draft, effect: Effect) -> None:
    for unit in _meant(draft, effect):
        remove(draft, unit.id, "withdrawn")


def _men(draft: Draft, effect: Effect) -> None:
    units = _meant(draft, effect)
    if not units:
        return
    full_from = draft.scenario.ruleset.support.recruits_from_pm
    amount = backed_men(draft, units[0].side, effect.amount, full_from) if effect.amount > 0 else effect.amount
    for unit, more in zip(units, _shares(amount, len(units)), strict=True):
        men = unit.men * effect.factor_pm // ONE + more
        if men <= 0:
            remove(draft, unit.id, "withdrawn")
        else:
            draft.change(unit.id, men=men, full_men=max(unit.full_men, men))


def _shares(amount: int, parts: int) -> tuple[int, ...]:
    """Return an amount in nearly equal whole parts that sum to it."""
    return tuple(amount * (i + 1) // parts - amount * i // parts for i in range(parts))


def _stock(draft: Draft, effect: Effect) -> None:
    if effect.base and effect.base != "pool":
        _add_stock(draft, effect.base, effect.stock)
        return
    units = _meant(draft, effect)
    shares = tuple(_shares(kg, len(units)) for kg in effect.stock)
    for index, unit in enumerate(units):
        _add_stock(draft, unit.id, (shares[FOOD][index], shares[AMMO][index], shares[FUEL][index]))


def _add_stock(draft: Draft, holder: str, amount: Stock) -> None:
    has = draft.stock_of(holder)
    draft.credit(holder, (max(0, amount[0]), max(0, amount[1]), max(0, amount[2])), "entered")
    less = tuple(min(have, max(0, -kg)) for have, kg in zip(has, amount, strict=True))
    draft.debit(holder, (less[0], less[1], less[2]), "destroyed")


def _flag(draft: Draft, effect: Effect) -> None:
    draft.flags[effect.flag] = _last_turn(draft, effect) if effect.turns else FOREVER


def _last_turn(draft: Draft, effect: Effect) -> int:
    return draft.turn + effect.turns - 1


def _clear_flag(draft: Draft, effect: Effect) -> None:
    draft.flags.pop(effect.flag, None)


def _timed(draft: Draft, effect: Effect) -> None:
    draft.flags[effect.kind] = max(draft.flags.get(effect.kind, 0), _last_turn(draft, effect))


def _support(draft: Draft, effect: Effect) -> None:
    change_support(draft, effect.side, effect.amount, "event")


def _sorties(draft: Draft, effect: Effect) -> None:
    row = draft.standings[effect.side]
    if effect.aircraft == "helicopter":
        draft.change_standing(effect.side, drops_left=max(0, row.drops_left + effect.amount))
    else:
        draft.change_standing(effect.side, strikes_left=max(0, row.strikes_left + effect.amount))


def _people(draft: Draft, effect: Effect) -> None:
    index = _place_index(draft, effect)
    most = draft.scenario.map.places[index].people - draft.harmed[index]
    draft.people[index] = max(0, min(most, draft.people[index] * effect.factor_pm // ONE + effect.amount))


def _harm(draft: Draft, effect: Effect) -> None:
    record_harm(draft, effect.side, _place_index(draft, effect), effect.amount, 0, "event")


def _heritage(draft: Draft, effect: Effect) -> None:
    sites = draft.scenario.sites
    record_damage(draft, effect.side, next(i for i, site in enumerate(sites) if site.id == effect.site))


def _source(draft: Draft, effect: Effect) -> None:
    fleet = draft.fleets[effect.source]
    draft.fleets[effect.source] = replace(fleet, open=effect.amount > 0, factor_pm=effect.factor_pm)


def _trucks(draft: Draft, effect: Effect) -> None:
    fleet = draft.fleets[effect.source]
    draft.fleets[effect.source] = replace(fleet, trucks=max(0, fleet.trucks + effect.amount))


def _quality(draft: Draft, effect: Effect) -> None:
    for unit in _meant(draft, effect):
        draft.change(unit.id, quality_pm=max(0, unit.quality_pm * effect.factor_pm // ONE + effect.amount))


def _strike(draft: Draft, effect: Effect) -> None:
    """Strike a place as an event: people and sites there suffer as from the strikes of the rules."""
    rules, times = draft.scenario.ruleset.bombard, max(1, effect.amount)
    hex_id = draft.scenario.map.place(effect.place).hex
    harmed = hurt(
        draft, effect.side, hex_id, "strike", rules.harm_per_10000_per_strike * times, rules.leave_pm_per_strike * times
    )
    damage_site(draft, effect.side, hex_id, draft.draw("site", hex_id))
    draft.flags[struck_flag(effect.side, hex_id)] = draft.turn
    draft.emit(Struck(effect.side, hex_id, times, 0, (), harmed))


def _aircraft_lost(draft: Draft, effect: Effect) -> None:
    row, lost = draft.standings[effect.side], max(1, effect.amount)
    if effect.aircraft == "helicopter":
        draft.change_standing(effect.side, helicopters_lost=row.helicopters_lost + lost)
    else:
        draft.change_standing(effect.side, jets_lost=row.jets_lost + lost)
    hex_id = draft.scenario.map.place(effect.place).hex if effect.place else OFF_MAP
    for _machine in range(lost):
        draft.emit(AircraftLost(effect.side, effect.aircraft or "jet", hex_id))


def _convoy(draft: Draft, effect: Effect) -> None:
    base = draft.bases[effect.base]
    if base.side != effect.side:
        return
    _add_stock(draft, base.id, effect.stock)
    there = [unit for unit in draft.units_at(base.hex) if unit.side == effect.side and unit.men]
    named = [unit for unit in there if unit.id in effect.units]
    joined = named or sorted(there, key=lambda unit: (-unit.full_men, unit.id))[:1]
    for unit, more in zip(joined, _shares(effect.amount, len(joined)), strict=True):
        draft.change(unit.id, men=unit.men + more, full_men=max(unit.full_men, unit.men + more))


_EFFECTS: MappingProxyType[str, Callable[[Draft, Effect], None]] = MappingProxyType({
    "arrive": _arrive, "leave": _leave, "men": _men, "stock": _stock, "flag": _flag, "clear_flag": _clear_flag,
    "support": _support, "truce": _timed, "coordination": _timed, "pool": _timed, "sorties": _sorties,
    "people": _people, "harm": _harm, "heritage": _heritage, "source": _source, "trucks": _trucks,
    "quality": _quality, "strike": _strike, "aircraft_lost": _aircraft_lost, "convoy": _convoy,
})
