"""Food and ammunition: rations, airdrops, what trucks unload, and which way the side's trucks take."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from game.ai import weights
from game.ai.analysis import Survey
from game.ai.might import AboutRows
from game.ai.roads import spacing
from game.rules.air import collect_pm, refuse_airdrop, scatter
from game.rules.chance import WHOLE
from game.rules.knowledge import sight
from game.rules.orders import Airdrop, Order, SetPolicy, SetRation, Transfer, Unload
from game.rules.ruleset import AMMO, FOOD, FUEL, NOTHING, ONE, Height, RationLevel, RouteChoice, Stock
from game.rules.scenario import Scenario
from game.rules.state import Base, Unit, remembered
from game.rules.supply.cargo import refuse_cargo, room_for
from game.rules.supply.stocks import food_grams, need_day, unit_target

_PARTS = 10
"""Loads are given in tenths."""


def food_days(look: Survey, base: Base) -> int:
    """Return the days a base's food lasts at full rations."""
    need = need_day(look.state, base.id)[FOOD]
    eats = look.scenario.sides[look.side].consumption
    full = need * eats.food // max(1, food_grams(eats, base.ration))
    return base.stock[FOOD] // full if full else weights.PLENTY_DAYS * 10


def rations(look: Survey) -> Iterator[Order]:
    """Yield the rations that the food of each base calls for: less in time, full again only when there is plenty."""
    for base in look.bases if look.level.husbands else ():
        if look.scenario.base(base.id).depot:
            continue
        wanted = _ration(food_days(look, base), base.ration)
        if wanted != base.ration:
            yield SetRation(base.id, wanted)


def _ration(days: int, now: RationLevel) -> RationLevel:
    if days < weights.STARVING_DAYS:
        return "half"
    if days < weights.SHORT_DAYS:
        return "half" if now == "half" and days < weights.STARVING_DAYS * 3 // 2 else "two_thirds"
    return now if now != "full" and days < weights.PLENTY_DAYS else "full"


# --- airdrops ------------------------------------------------------------------------------------------------


def drops(look: Survey) -> Iterator[Airdrop]:
    """Yield airdrops: each sortie to the base that needs it most, aimed where most is found, low only in need."""
    left = look.state.standings[look.side].drops_left
    wanting = [base for base in look.bases if not look.scenario.base(base.id).depot]
    if not left or not look.state.weather.flyable or not wanting:
        return
    payload = look.scenario.ruleset.airdrop.payload_kg
    coming = {base.id: NOTHING for base in wanting}
    count = {base.id: 0 for base in wanting}
    aims = {base.id: _aim(look, base, _height(look, base)) for base in wanting}
    for _sortie in range(left):
        base = max(wanting, key=lambda row: (_hunger(look, row, coming[row.id]), row.id))
        if _hunger(look, base, coming[base.id]) <= 0:
            break
        count[base.id] += 1
        got = payload * aims[base.id][1] // ONE
        load = _load(look, base, coming[base.id])
        old = coming[base.id]
        coming[base.id] = tuple(kg + got * share // 100 for kg, share in zip(old, load, strict=True))  # type: ignore[assignment]
    for base in wanting:
        if count[base.id]:
            order = Airdrop(base.id, aims[base.id][0], _height(look, base), count[base.id],
                            _load(look, base, NOTHING))
            if refuse_airdrop(look.state, order) is None:
                yield order


def _height(look: Survey, base: Base) -> Height:
    """Return the height of drops for a base: low where it starves or no gun can be in range, while losses are borne."""
    lost = look.state.standings[look.side].helicopters_lost
    if lost >= look.scenario.ruleset.airdrop.low_drop_losses_allowed:
        return "high"
    return "low" if food_days(look, base) < weights.STARVING_DAYS or not _guns_may_shoot(look, base) else "high"


@remembered
def _guns_may_shoot(look: Survey, base: Base) -> bool:
    """Say whether guns could be in range of low drops on a base: known to be about, or at a hex nobody sees."""
    reach, seen = look.scenario.ruleset.airdrop.gun_range_hexes, sight(look.state, look.side)
    rows = [(unit.hex, unit.type) for unit in look.state.units if unit.side != look.side and unit.hex >= 0]
    rows += [(contact.hex, contact.type) for contact in look.view.contacts]
    guns = [look.far(base.hex, hex_id) for hex_id, kind in rows if look.kinds[kind].anti_air]
    about = min(guns, default=reach + weights.GUNS_MOVE + 1) <= reach + weights.GUNS_MOVE
    return about or not all(seen[hex_id] for hex_id in look.grid.disk(_aim(look, base, "low")[0], reach))


def _shortage(look: Survey, base: Base, coming: Stock) -> Stock:
    """Return the kilograms of each class that a base lacks of the days wanted."""
    need = need_day(look.state, base.id)
    lacks = [max(0, need[k] * weights.WANTED_DAYS[k] - base.stock[k] - coming[k]) for k in (FOOD, AMMO, FUEL)]
    return (lacks[0], lacks[1], lacks[2])


def _hunger(look: Survey, base: Base, coming: Stock) -> int:
    """Return how badly a base wants the next sortie: days of food it lacks, then what else it lacks."""
    need = max(1, need_day(look.state, base.id)[FOOD])
    lacks = _shortage(look, base, coming)
    return lacks[FOOD] * ONE // need + sum(lacks) // 100


def _load(look: Survey, base: Base, coming: Stock) -> Stock:
    """Return the shares of the classes in percent, by what the base lacks, in tenths; food where it lacks nothing."""
    lacks = _shortage(look, base, coming)
    total = sum(lacks)
    if not total:
        return (100, 0, 0)
    parts = [lacks[k] * _PARTS // total for k in (FOOD, AMMO, FUEL)]
    most = max((FOOD, AMMO, FUEL), key=lambda k: (lacks[k], -k))
    parts[most] += _PARTS - sum(parts)
    return (parts[0] * 100 // _PARTS, parts[1] * 100 // _PARTS, parts[2] * 100 // _PARTS)


def _aim(look: Survey, base: Base, height: Height) -> tuple[int, int]:
    """Return the aim hex at which most is recovered, and that share per-mille: the base or a hex beside it."""
    patterns = {aim: scatter(look.scenario, look.state.weather, aim, height) for aim in look.grid.disk(base.hex, 1)}
    hexes = dict.fromkeys([hex_id for pattern in patterns.values() for hex_id, _weight in pattern])
    collect = collect_pm(look.state, hexes, look.side, height)
    best = (0, base.hex)
    for aim, pattern in patterns.items():
        share = sum([weight * collect[hex_id] for hex_id, weight in pattern])
        best = max(best, (share // WHOLE, -aim if aim != base.hex else 1), key=lambda row: row[0])
    return (base.hex if best[1] == 1 else abs(best[1])), best[0]


# --- trucks --------------------------------------------------------------------------------------------------


def unloading(look: Survey) -> Iterator[Unload]:
    """Yield what loaded trucks hand over to bases beside them."""
    for unit in look.own:
        if not sum(unit.cargo):
            continue
        base = neediest(look, unit, 1)
        if base is not None:
            order = Unload(unit.id, base.id, unit.cargo)
            if refuse_cargo(look.state, order) is None:
                yield order


def drawing(look: Survey) -> Iterator[Transfer]:
    """Yield what fighters next to a depot take with them: food and ammunition, as much as they carry."""
    for base in look.bases:
        stock = list(base.stock)
        if not look.scenario.base(base.id).depot:
            continue
        for unit in look.own:
            if not look.is_fighter(unit) or look.is_static(unit) or look.far(unit.hex, base.hex) > 1:
                continue
            room = room_for(look.state, unit.id) or NOTHING
            take = (min(room[FOOD], stock[FOOD] // 2), min(room[AMMO], stock[AMMO]), 0)
            order = Transfer(base.id, unit.id, take)
            if take[AMMO] * 4 >= unit.stock[AMMO] + 1 and refuse_cargo(look.state, order) is None:
                stock[FOOD], stock[AMMO] = stock[FOOD] - take[FOOD], stock[AMMO] - take[AMMO]
                yield order


def sharing(look: Survey) -> Iterator[Transfer]:
    """Yield what units with much more than they carry, such as drops they found, hand to friends who lack it."""
    pooled, wants = look.state.flag("pool") >= look.state.turn, _wants(look.scenario)
    for giver in look.own:
        want = wants(giver)
        spare = (giver.stock[FOOD] - 2 * want[FOOD], giver.stock[AMMO] - 2 * want[AMMO])
        if max(spare) <= 0 or giver.move_left <= 0:
            continue
        near = [unit for h in (giver.hex, *look.grid.neighbours(giver.hex)) for unit in look.state.by_hex.get(h, ())
                if unit.side == look.side and unit.id != giver.id and (pooled or unit.group == giver.group)]
        for taker in near:
            room = room_for(look.state, taker.id) or NOTHING
            share = (min(room[FOOD], max(0, spare[0])), min(room[AMMO], max(0, spare[1])), 0)
            order = Transfer(giver.id, taker.id, share)
            if sum(share) * 3 > sum(room[:2]) and refuse_cargo(look.state, order) is None:
                yield order
                break


@lru_cache(maxsize=8)
def _wants(scenario: Scenario) -> AboutRows[Unit, Stock]:
    """Return what tells the stock that any unit of a scenario wants to have."""
    return AboutRows(lambda unit: unit_target(scenario, unit))


def policy(look: Survey) -> Iterator[SetPolicy]:
    """Yield the route policy: risks on the road are taken only while some would starve without."""
    starving = [row for row in look.state.deliveries if row.side == look.side and not row.arrived[FOOD]
                and row.consumer in look.state.by_id and look.state.by_id[row.consumer].hunger > 0]
    wanted: RouteChoice = "fast" if len(starving) > 1 else "balanced"
    if wanted != look.state.standings[look.side].policy:
        yield SetPolicy(wanted)


def neediest(look: Survey, unit: Unit, reach: int) -> Base | None:
    """Return the base within reach of a truck unit that its load is for: the one with the least food."""
    near = [base for base in look.bases if not look.scenario.base(base.id).depot
            and look.far(unit.hex, base.hex) <= reach]
    return min(near, key=lambda base: (food_days(look, base), base.id), default=None)


def quiet(look: Survey, hex_id: int) -> bool:
    """Say whether men in a hex can go out for what was dropped: no strong enemy beside it, a base near."""
    near = look.threat[0]
    bases = tuple(base.hex for base in look.bases if not look.scenario.base(base.id).depot)
    reach = look.scenario.ruleset.supply.base_reach_hexes + 1
    return spacing(look.grid, hex_id, bases) <= reach and int(near[hex_id]) < 2 * look.own_power.get(hex_id, 0)
