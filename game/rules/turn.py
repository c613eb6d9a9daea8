"""The automatic parts of a turn: dawn before the first side's orders, night after the second's."""

from __future__ import annotations

import numpy as np

from game.rules import events, politics, victory
from game.rules.chance import WHOLE, per_mille
from game.rules.draft import Draft
from game.rules.knowledge import note_contacts
from game.rules.movement import allowance, held_hexes, occupy, zone
from game.rules.orders import ControlTaken, PhaseBegan, TurnBegan, WeatherSet
from game.rules.ruleset import ONE
from game.rules.scenario import OFF_MAP
from game.rules.state import DISTURBED, NOBODY, Weather
from game.rules.supply import ledger


def dawn(draft: Draft) -> None:
    """Begin the turn the draft stands at: weather, sorties, events and reinforcements, supply, fresh allowances."""
    draft.draws = {}
    draft.phase = 0
    _note_control(draft)
    draft.emit(TurnBegan(draft.turn))
    _weather(draft)
    _credit_sorties(draft)
    events.dawn(draft)
    for unit_id in sorted(draft.units):
        draft.change(
            unit_id, move_left=allowance(draft.scenario, draft.units[unit_id]), rounds=0, target=OFF_MAP, fired=False,
            moved=False, suppressed=False, ambushed=False,
        )
    ledger.dawn(draft)
    note_contacts(draft)
    draft.emit(PhaseBegan(draft.side))


def _note_control(draft: Draft) -> None:
    """Make the control of this dawn common knowledge, and note since when each changed hex is held."""
    was = np.frombuffer(draft.dawn_control, dtype=np.uint8)
    now = np.frombuffer(bytes(draft.control), dtype=np.uint8)
    for hex_id in np.flatnonzero(was != now).tolist():
        for side in (0, 1):
            draft.held_since.pop((hex_id, side), None)
        if draft.control[hex_id] != NOBODY:
            draft.held_since[hex_id, draft.control[hex_id] - 1] = draft.turn
    draft.dawn_control = bytes(draft.control)


def _weather(draft: Draft) -> None:
    """Draw the weather of the turn from the month it begins in."""
    month = draft.scenario.ruleset.month(draft.scenario.clock.date_of(draft.turn).month)
    mud = draft.draw("weather", 0) < per_mille(month.mud_pm)
    flyable = draft.draw("weather", 0) < per_mille(month.flyable_pm)
    wind_from = draft.draw("weather", 0) * 6 // WHOLE
    words = [word for word, holds in (("rain and mud", mud), ("low cloud", not flyable)) if holds]
    text = ", ".join(words) or "clear"
    draft.weather = Weather(
        mud, flyable, month.temperature, draft.scenario.ruleset.airdrop.wind_high_m, wind_from, text
    )
    draft.emit(WeatherSet(text, mud, flyable))


def _credit_sorties(draft: Draft) -> None:
    """Give each side the sorties of the turn's days; hundredths are carried over, sorties not flown are not.

    Low political support lets fewer strikes be flown.
    """
    days, full_from = draft.scenario.clock.days, draft.scenario.ruleset.support.strikes_from_pm
    for row in draft.scenario.air:
        standing = draft.standings[row.side]
        due = row.strikes_per_100_days * days * politics.backed_pm(draft, row.side, full_from) // ONE
        strikes = standing.strike_credit + due
        drops = standing.drop_credit + row.drops_per_100_days * days
        draft.change_standing(
            row.side, strikes_left=strikes // 100, strike_credit=strikes % 100, drops_left=drops // 100,
            drop_credit=drops % 100,
        )


def night(draft: Draft) -> None:
    """End the turn: wounded, digging, what was consumed, ground between the fronts, people, points, the end."""
    _wounded(draft)
    _dig(draft)
    ledger.night(draft)
    _ground(draft)
    politics.people_night(draft)
    note_contacts(draft)
    victory.night(draft)
    victory.finish(draft)


def _wounded(draft: Draft) -> None:
    """Let a share of the lightly wounded come back: all of them within about `return_days`."""
    days = draft.scenario.clock.days
    for unit_id in sorted(draft.units):
        unit = draft.units[unit_id]
        if unit.wounded:
            back = min(unit.wounded, -(-unit.wounded * days // draft.scenario.ruleset.combat.return_days))
            draft.change(unit_id, men=min(unit.full_men, unit.men + back), wounded=unit.wounded - back)


def _dig(draft: Draft) -> None:
    """Deepen the works of units that dug in quietly for `dig_in_turns` turns; one attacked or shelled begins anew."""
    rules = draft.scenario.ruleset.combat
    deepest = len(rules.entrench_pm) - 1
    for unit_id in sorted(draft.units):
        unit = draft.units[unit_id]
        if unit.quiet_turns == DISTURBED:
            draft.change(unit_id, quiet_turns=0)
            continue
        if unit.stance != "dig_in" or unit.moved or unit.rounds or unit.fired:
            continue
        quiet = unit.quiet_turns + 1
        if quiet >= rules.dig_in_turns and unit.entrench < deepest:
            draft.change(unit_id, entrench=unit.entrench + 1, quiet_turns=0)
        else:
            draft.change(unit_id, quiet_turns=quiet)


def _ground(draft: Draft) -> None:
    """Give hexes without units to the side whose zone alone they lie in, and those in both zones to nobody."""
    zones = [np.frombuffer(zone(draft, side), dtype=np.bool_) for side in (0, 1)]
    control = np.frombuffer(bytes(draft.control), dtype=np.uint8)
    empty = np.ones(len(control), dtype=np.bool_)
    empty[[*held_hexes(draft, 0), *held_hexes(draft, 1)]] = False
    contested = np.flatnonzero(zones[0] & zones[1] & empty & (control != NOBODY)).tolist()
    for side in (0, 1):
        gained = np.flatnonzero(zones[side] & ~zones[1 - side] & empty & (control != side + 1)).tolist()
        occupy(draft, side, tuple(gained))
    for hex_id in contested:
        draft.control[hex_id] = NOBODY
    if contested:
        draft.emit(ControlTaken(-1, tuple(contested)))
