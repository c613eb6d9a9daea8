"""Guns and jets: where they help most this turn, what shells they may use, and whom they would hurt."""

from __future__ import annotations

from collections.abc import Iterator

from game.ai import weights
from game.ai.analysis import Survey
from game.ai.assault import Prospect
from game.ai.tactics import works_pm
from game.ai.worth import base_worth
from game.rules import politics
from game.rules.fire import jet_loss_pm, refuse_bombard, refuse_strike, shells_kg
from game.rules.orders import Bombard, Order, Strike
from game.rules.ruleset import AMMO, ONE
from game.rules.state import Unit
from game.rules.supply.stocks import SHORT, available, feeding_base, need_day

_TEN_THOUSAND = 10_000
_MOST_TARGETS = 5
_SORTIES_EACH = 2
"""Sorties on one target: the second suppresses most of what the first did not, more add little."""


def fires(look: Survey, attacks: tuple[Prospect, ...]) -> Iterator[Order]:
    """Yield strikes and bombardments that are worth it; `attacks` are those about to be made, for jets to help."""
    targets = {row.order.target: row.gain for row in attacks}
    yield from _strikes(look, targets)
    yield from _bombardments(look, targets)


def pressure(look: Survey, hex_id: int) -> int:
    """Return what keeping an enemy stack's heads down is worth: the more it threatens our bases beside it, the more."""
    total = 0
    for base in look.bases:
        if look.far(base.hex, hex_id) == 1:
            ours = max(ONE, look.own_power.get(base.hex, 0))
            ratio = min(ONE, int(look.threat[0][base.hex]) * ONE // ours)
            total += base_worth(look.state, base) * weights.SUPPORTED_PM // ONE * ratio // ONE * ratio // ONE
    flow = int(look.own_flow[hex_id])
    return total + flow // 200


# --- jets ----------------------------------------------------------------------------------------------------


def _strikes(look: Survey, attacks: dict[int, int]) -> Iterator[Strike]:
    left = look.state.standings[look.side].strikes_left
    if not left:
        return
    rows = []
    for hex_id, foe in sorted(look.foes.items()):
        if foe.seen:
            rows.append((-_blow(look, hex_id, attacks), hex_id))
    for score, hex_id in sorted(rows)[:_MOST_TARGETS]:
        sorties = min(left, _SORTIES_EACH)
        order = Strike(hex_id, sorties)
        gain = -score - _harm(look, hex_id, look.scenario.ruleset.bombard.harm_per_10000_per_strike)
        gain -= weights.JET * jet_loss_pm(look.state, hex_id) // ONE
        if sorties and gain > 0 and refuse_strike(look.state, order) is None:
            left -= sorties
            yield order


def _blow(look: Survey, hex_id: int, attacks: dict[int, int]) -> int:
    """Return what one sortie does to a hex: casualties, support of an attack about to be made, heads kept down."""
    rules = look.scenario.ruleset.bombard
    men = look.foes[hex_id].men * rules.strike_casualties * weights.ENEMY_MAN
    gain = men // works_pm(look, hex_id) * ONE // _TEN_THOUSAND
    gain += attacks.get(hex_id, 0) // 4
    return gain + pressure(look, hex_id) * rules.strike_suppress_pm // ONE


def _harm(look: Survey, hex_id: int, rate: int) -> int:
    """Return what the people and sites in a hex weigh against firing there."""
    people = politics.expected_harm(look.state, hex_id, rate)
    sites = weights.SITE * len(politics.endangered_sites(look.state, hex_id))
    return int(people * weights.CIVILIAN) + sites * look.scenario.ruleset.bombard.heritage_damage_pm // ONE


# --- guns ----------------------------------------------------------------------------------------------------


def _bombardments(look: Survey, attacks: dict[int, int]) -> Iterator[Bombard]:
    for unit in look.own:
        kind = look.kind(unit)
        if kind.range_hexes <= 0 or unit.fired or look.ammunition(unit) >= SHORT:
            continue
        if any(look.far(unit.hex, target) <= kind.range_hexes for target in attacks):
            continue  # its fire supports that attack, for fewer shells
        best: tuple[int, int] | None = None
        for hex_id, foe in sorted(look.foes.items()):
            if foe.seen and look.far(unit.hex, hex_id) <= kind.range_hexes:
                score = _shelling(look, unit, hex_id)
                if score > 0 and (best is None or (-score, hex_id) < best):
                    best = (-score, hex_id)
        if best is not None:
            order = Bombard(unit.id, best[1], True)
            if refuse_bombard(look.state, order) is None:
                yield order


def _shelling(look: Survey, unit: Unit, hex_id: int) -> int:
    """Return the worth of a bombardment less its shells and the harm it would do."""
    rules = look.scenario.ruleset.bombard
    kg = shells_kg(look.state, unit, heavy=True)
    men = look.foes[hex_id].men * rules.casualties_per_tonne * weights.ENEMY_MAN
    gain = men // works_pm(look, hex_id) * ONE // _TEN_THOUSAND * kg // ONE
    gain += pressure(look, hex_id) * min(ONE, rules.suppress_pm_per_tonne * kg // ONE) // ONE
    gain -= kg * weights.AMMO_PER_10_KG * _scarcity(look, unit) // 10
    if gain <= 0:
        return 0
    return gain - _harm(look, hex_id, rules.harm_per_10000_per_tonne * kg // ONE)


def _scarcity(look: Survey, unit: Unit) -> int:
    """Return how dear shells are to a unit: 1 with plenty, 4 with little."""
    has = available(look.state, unit, AMMO)
    need = need_day(look.state, feeding_base(look.state, unit) or unit.id)[AMMO]
    days = has // max(1, need)
    return 1 + (days < weights.AMPLE_AMMO_DAYS) + 2 * (days < weights.AMPLE_AMMO_DAYS // 3)
