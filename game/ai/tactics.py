"""What is worth doing: tasks for fighting units, each with a hex, a worth and the strength it asks for.

| kind | means |
|---|---|
| hold | keep a base, a place of the objectives, a depot, a post |
| take | take ground of the objectives, an enemy base, a post by one of his bases or on his road |
| open | clear the first enemy off an own road |
| escort | guard an own road that is open |
| bar | stand on the enemy's road and dig in |
| interdict | lie in wait beside it |
| ring | stand close to an enemy base, so that nothing gets in and drops fall on nobody's ground |
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from game.ai import weights
from game.ai.analysis import Survey
from game.ai.might import Foe
from game.ai.roads import Artery, nearest, spacing
from game.ai.worth import prizes
from game.rules.fire import works_at
from game.rules.ruleset import ONE
from game.rules.scenario import Scenario
from game.rules.state import Base, remembered

NEAR_BASE = 2
"""Hexes from an enemy base in which his guns and sorties make a bar a poor one."""

ATTACKS = ("take", "open")
"""Tasks that are done by attacking what stands in their hex."""

_BARS = 4
_LONG_WAY_ROUND = 900
"""Minutes more by which a way round a bar may be longer; a longer one is no way to him."""

_DETOUR_MINUTES = 900
"""A way round that is so much longer is worth half as much to bar."""

_QUICK_ROUND = 60
"""Minutes up to which a way round a bar is so quick that it is better to stand where both ways pass."""

_AMBUSHES = 5
_AMBUSH_SPACING = 3
_ENTRY_HEXES = 5
"""The first hexes of a way, where the enemy enters the map, are his."""


class Task(NamedTuple):
    """Something to do at a hex: worth thousandths of a point when done whole, power wanted for it."""

    kind: str
    hex: int
    worth: int
    need: int


def tasks(look: Survey, old: tuple[tuple[str, int], ...], settled: Mapping[int, int]) -> tuple[Task, ...]:
    """Return all tasks of a side for the units it is free to send.

    `old` are the (kind, hex) of its last plan, so that a bar stays where it is; `settled` the power in defence by hex
    of those who stay there anyway.
    """
    found: dict[tuple[bool, str, int], Task] = {}
    bars = tuple(_bars(look, old))
    rows = (*_holds(look, settled), *_grounds(look), *_posts(look), *_openings(look), *_escorts(look), *bars,
            *_ambushes(look, tuple(bar.hex for bar in bars), old), *_rings(look))
    for task in rows:
        if task.kind in look.level.never:
            continue
        attacks = task.kind in ATTACKS
        key = (attacks, "" if attacks else task.kind, task.hex)
        known = found.get(key)
        if known is None:
            found[key] = task
        elif attacks:
            found[key] = known._replace(worth=known.worth + task.worth)
        elif known.worth < task.worth:
            found[key] = task
    return tuple(sorted(found.values(), key=lambda task: (-task.worth, task.kind, task.hex)))


# --- what we have --------------------------------------------------------------------------------------------


def _holds(look: Survey, settled: Mapping[int, int]) -> Iterator[Task]:
    """Yield the bases, places of objectives and own posts on own roads that are to be kept, as far as they lack men."""
    _near, far = look.threat
    for hex_id, worth in sorted(look.ground.items()):
        if look.state.controller(hex_id) != look.side:
            continue
        base, threat = _base_at(look.bases, hex_id), int(far[hex_id])
        if base is not None and not look.scenario.base(base.id).depot:
            need = max(4 * ONE, threat // 4)
        else:
            need = max(2 * ONE, min(threat // 2, 20 * ONE))
            worth = worth if threat else worth // 4
        need -= settled.get(hex_id, 0)
        if need > 0 and (threat or hex_id in look.own_power):
            yield Task("hold", hex_id, worth, need)
    for hex_id, power in sorted(look.own_power.items()):
        flow, need = int(look.own_flow[hex_id]), min(power, 8 * ONE) - settled.get(hex_id, 0)
        if flow and need > 0 and hex_id not in look.ground and look.scenario.map.place_at(hex_id):
            yield Task("hold", hex_id, flow // 12, need)


def _base_at(bases: tuple[Base, ...], hex_id: int) -> Base | None:
    return next((base for base in bases if base.hex == hex_id), None)


# --- what we want --------------------------------------------------------------------------------------------


def _grounds(look: Survey) -> Iterator[Task]:
    """Yield the ground of objectives and the bases that are not ours."""
    for hex_id, worth in sorted(look.ground.items()):
        if look.state.controller(hex_id) != look.side or hex_id in look.foes:
            yield Task("take", hex_id, worth + int(look.enemy_flow[hex_id]) // 20, strength_wanted(look, hex_id))


def strength_wanted(look: Survey, hex_id: int) -> int:
    """Return the power in attack that taking a hex asks for: the defence expected there, with its ground and works.

    Where nobody is known, what is near counts, since it can come.
    """
    foe = look.foes.get(hex_id, Foe(hex_id, 0, 0, 0, False))
    base = _base_at(look.enemy_bases, hex_id)
    if base is None and not foe.defence:
        return max(2 * ONE, min(12 * ONE, int(look.threat[1][hex_id]) // 4))
    if base is None:
        power = foe.defence * look.scenario.terrain_at(hex_id).defence_pm // ONE
        return max(2 * ONE, power * works_pm(look, hex_id) // ONE * weights.MARGIN_PM // ONE)
    rules = look.scenario.ruleset.combat
    power = max(foe.defence, 6 * ONE) * rules.base_defence_pm // max(1, rules.inner_ring_pm)
    return power * works_pm(look, hex_id) // ONE * siege_pm(look, hex_id) // ONE


def siege_pm(look: Survey, hex_id: int) -> int:
    """Return the share of a defence that is left after so long a siege, as far as can be guessed: hunger, ammunition.

    A garrison's stocks are hidden; what is known is the days, the rounds fought there, and whether its road is open.
    """
    base = _base_at(look.enemy_bases, hex_id)
    if not look.level.reckons_siege or base is None or look.scenario.base(base.id).depot or _fed_by_road(look, base):
        return ONE
    rules, days = look.scenario.ruleset.combat, (look.state.turn - 1) * look.scenario.clock.days
    shot = days + look.fought.get(base.id, 0)
    level = sum(shot > times * weights.GUESSED_DAYS for times in (2, 4, 6))
    hunger = min(ONE, max(0, days - weights.GUESSED_DAYS) * weights.GUESSED_HUNGER)
    return rules.ammo_pm[level] * (ONE - rules.hunger_quality_pm * hunger // ONE) // ONE


def _fed_by_road(look: Survey, base: Base) -> bool:
    """Say whether trucks may come to an enemy base over ground that is not ours."""
    ways = [way for way in look.enemy_arteries if way.target == base.hex]
    return any(all(look.state.controller(h) != look.side for h in way.path) for way in ways)


def works_pm(look: Survey, hex_id: int) -> int:
    """Return the factor of the works the enemy is known to have in a hex."""
    return look.scenario.ruleset.combat.entrench_pm[works_at(look.state, hex_id, 1 - look.side)]


def _posts(look: Survey) -> Iterator[Task]:
    """Yield enemy stacks, worth more beside his bases and ours, on his roads, and where they bring something."""
    for hex_id in sorted(look.foes):
        if hex_id not in look.ground:
            worth = stack_worth(look, hex_id) + int(look.enemy_flow[hex_id]) // 40
            yield Task("take", hex_id, worth, strength_wanted(look, hex_id))


@remembered
def stack_worth(look: Survey, hex_id: int) -> int:
    """Return what beating the enemy in a hex is worth apart from ground and roads: it feeds, shuts in, brings."""
    reach, worth = look.scenario.ruleset.supply.base_reach_hexes, weights.GROUND
    if not look.level.sees_stakes:
        return worth
    if _strongholds(look, 1 - look.side)[hex_id] <= reach + 1:
        worth += weights.OUTPOST
    if _strongholds(look, look.side)[hex_id] <= 1:
        worth += weights.BESIEGER
    enemies = [unit for unit in look.state.by_hex.get(hex_id, ()) if unit.side != look.side]
    if not any(look.is_fighter(unit) for unit in enemies):
        worth += weights.ALONE * len(enemies)
    promised = _prizes(look)
    here = [unit.id for unit in look.state.by_hex.get(hex_id, ()) if unit.id in promised]
    here += [row.unit for row in look.view.contacts if row.hex == hex_id and row.unit in promised]
    return worth + sum([promised[unit] for unit in here]) * weights.PRIZE_PM // ONE


@remembered
def _strongholds(look: Survey, side: int) -> Sequence[int]:
    """Return for each hex the distance to the nearest base of a side that is no depot, 99 where there is none."""
    bases = look.bases if side == look.side else look.enemy_bases
    return nearest(look.grid, tuple([base.hex for base in bases if not look.scenario.base(base.id).depot]))


@remembered
def _prizes(look: Survey) -> dict[str, int]:
    """Return what objectives still promise the enemy for bringing units of his somewhere, by unit."""
    return prizes(look.state, look.side)


def _openings(look: Survey) -> Iterator[Task]:
    """Yield for each own way the first enemy on it, from outside and from inside, worth less for each behind him."""
    for way in look.own_arteries:
        blocks = [h for h in way.path if look.is_enemy(h)]
        stacks = [h for h in blocks if h in look.foes]
        beside = next((near for h in way.path if h not in look.foes and look.enemy_zone[h]
                       for near in look.grid.neighbours(h) if near in look.foes and near not in way.path), None)
        if beside is not None and beside not in look.ground:
            yield Task("open", beside, way.worth * weights.OPEN_PM // ONE // 4, strength_wanted(look, beside))
        if not blocks:
            continue
        share = way.worth * weights.OPEN_PM // (ONE + 500 * len(stacks) + 60 * len(blocks))
        first = blocks[0]
        coming = min(40 * ONE, int(look.threat[1][first]) * 3 // 4)
        yield Task("open", first, share, max(coming, strength_wanted(look, first)))
        if blocks[-1] != first:
            yield Task("open", blocks[-1], share // 2, strength_wanted(look, blocks[-1]))
        if stacks and stacks[0] != first:
            yield Task("open", stacks[0], share, strength_wanted(look, stacks[0]))


def _escorts(look: Survey) -> Iterator[Task]:
    """Yield the most threatened stretch of each own way that is open."""
    near, far = look.threat
    for way in look.own_arteries:
        if any(look.is_enemy(h) for h in way.path):
            continue
        worst = max(way.path, key=lambda h: (int(near[h]), int(far[h]), -h))
        if int(far[worst]):
            yield Task("escort", worst, way.worth // 6, int(far[worst]))


# --- what he wants -------------------------------------------------------------------------------------------


def _bars(look: Survey, old: tuple[tuple[str, int], ...]) -> Iterator[Task]:
    """Yield hexes to bar the enemy's ways, the quickest first, then the way round that bar, and so on.

    Where the last plan barred a way, the bar stays.
    """
    ways = look.enemy_arteries
    if not ways:
        return
    quickest = min(way.minutes for way in ways)
    longest = max(way.minutes for way in ways) + _LONG_WAY_ROUND
    worth = sum(way.worth for way in ways) * weights.BAR_PM // ONE
    standing = [h for kind, h in old if kind == "bar" and h not in look.foes]
    chosen: list[int] = []
    for number in range(_BARS if look.level.sees_bottlenecks else 1):
        if number:
            ways = tuple(way for way in look.enemy_ways(tuple(chosen)) if way.minutes <= longest)
        kept = [h for h in standing if any(h in way.path for way in ways)]
        spot = (max(kept, key=lambda h: (look.own_power.get(h, 0), -h)) if kept
                else _tightest(look, ways) if not number else _choke(look, ways, tuple(chosen)))
        if spot is None or spot in chosen:
            return
        chosen.append(spot)
        detour = min(way.minutes for way in ways) - quickest
        share = worth * _DETOUR_MINUTES // (_DETOUR_MINUTES + max(0, detour))
        yield Task("bar", spot, share, _bar_need(look, spot, first=not number))
        worth = worth * weights.NEXT_BAR_PM // ONE


def _bar_need(look: Survey, spot: int, *, first: bool) -> int:
    """Return the defence wanted of a bar: what is known to be within ten hexes, and never little on the first way."""
    coming = sum(foe.attack for foe in look.foes.values() if look.far(foe.hex, spot) <= 10)
    return min(48 * ONE, max(24 * ONE, coming)) if first else min(24 * ONE, max(8 * ONE, coming // 3))


def _tightest(look: Survey, ways: tuple[Artery, ...]) -> int | None:
    """Return the best hex to bar ways at: where there is a quick way round, one that bars that too, if there is any."""
    known, best, spot = ways, -1, None
    for _round in range(_BARS if look.level.sees_bottlenecks else 1):
        found = _choke(look, known, ())
        if found is None:
            break
        ways_round = look.enemy_ways((found,))
        detour = min(way.minutes for way in ways_round) - min(way.minutes for way in ways)
        if detour > best:
            best, spot = detour, found
        if detour > _QUICK_ROUND:
            break
        known += ways_round
    return spot


def _choke(
    look: Survey, ways: tuple[Artery, ...], taken: tuple[int, ...],
) -> int | None:
    """Return the best hex to stand on: on the ways of most worth, good ground, ours, supplied, near those who stand."""
    flow = look.flow(ways)
    bases = nearest(look.grid, tuple([base.hex for base in look.enemy_bases]))
    close = {near for spot in (*taken, *[way.path[0] for way in ways]) for near in look.grid.disk(spot, 2)}
    lies, far = _lies(look.scenario), look.threat[1]
    best: tuple[int, int] | None = None
    spots = [spot for spot in sorted({h for way in ways for h in way.path})
             if spot not in look.foes and bases[spot] and spot not in close]
    for spot, gathering in zip(spots, _gatherings(look, spots), strict=True):
        passes = int(flow[spot]) if look.level.sees_bottlenecks else ONE
        score = passes * lies[spot] // ONE
        score = score * 3 // 5 if far[spot] else score
        if bases[spot] <= NEAR_BASE:
            score = score * 2 // 5
        score = score * 3 // 2 if look.supplied[spot] else score // 2
        score = score * (5 if look.state.controller(spot) == look.side else 3) // 4
        score = score * gathering // (ONE + far[spot] // 10)
        if score > 0 and (best is None or (-score, spot) < best):
            best = (-score, spot)
    return best[1] if best else None


@lru_cache(maxsize=32)
def _lies(scenario: Scenario) -> list[int]:
    """Return by hex how well its ground hides and protects who lies there."""
    worth = [ground.defence_pm + 300 * ground.conceals for ground in scenario.ruleset.terrain]
    return [worth[terrain] for terrain in scenario.map.terrain]


def _gatherings(look: Survey, spots: list[int]) -> list[int]:
    """Return the power in defence that can be at each hex soon: the farther a unit is, the less it counts."""
    hexes, powers = look.senders
    coming: list[int] = (powers * 4 // (4 + look.grid.distance_rows(spots, hexes))).sum(axis=1).tolist()
    return [ONE + power for power in coming]


def _ambushes(look: Survey, bars: tuple[int, ...], old: tuple[tuple[str, int], ...]) -> Iterator[Task]:
    """Yield hexes beside the enemy's ways from which to delay what passes: hidden, near our own, apart from each other.

    Each zone on his road costs him a day or a turn; where he comes close in strength the post is given up for the next.
    """
    near, _far = look.threat
    standing = {h for kind, h in old if kind == "interdict"}
    lies, control, supplied = _lies(look.scenario), look.state.control, look.supplied
    roads = {h for way in look.enemy_arteries for h in way.path[_ENTRY_HEXES:-NEAR_BASE]}
    beside: set[int] = set().union(*[look.grid.disk(road, 1) for road in roads])
    spots = [hex_id for hex_id in sorted(beside) if near[hex_id] <= 2 * ONE and hex_id not in look.foes]
    best: dict[int, int] = {}
    for hex_id, gathering in zip(spots, _gatherings(look, spots), strict=True):
        score = (lies[hex_id] + 400 * (hex_id in standing)) * gathering // ONE
        score = score if control[hex_id] != 2 - look.side else score // 2
        best[hex_id] = score if supplied[hex_id] else score // 3
    taken: list[int] = list(bars)
    worth = max((way.worth for way in look.enemy_arteries), default=0) * weights.DELAY_PM // ONE
    for spot in sorted(best, key=lambda h: (-best[h], h)):
        if len(taken) >= len(bars) + _AMBUSHES:
            return
        if spacing(look.grid, spot, tuple(taken)) >= _AMBUSH_SPACING:
            taken.append(spot)
            yield Task("interdict", spot, worth, weights.DELAY)


def _rings(look: Survey) -> Iterator[Task]:
    """Yield posts two hexes round each enemy base, one to a sixth, where the ground is best; late, one beside it.

    Starving men can only give up to somebody who stands there; a base with its stores full need not be shut in yet.
    """
    passed = (look.state.turn - 1) * look.scenario.clock.days
    for base in look.enemy_bases:
        worth = look.ground.get(base.hex, 0)
        if look.scenario.base(base.id).depot or not worth:
            continue
        hungry = min(ONE, ONE // 2 + passed * ONE // weights.GUESSED_DAYS // 2)
        for spot in _posts_round(look, base, 2, 4):
            yield Task("ring", spot, worth * hungry // ONE // 30, max(weights.RING, int(look.threat[0][spot]) * 3 // 2))
        if passed > 2 * weights.GUESSED_DAYS:
            for spot in _posts_round(look, base, 1, 1):
                yield Task("ring", spot, worth // 12, max(weights.RING, int(look.threat[0][spot]) // 2))


def _posts_round(look: Survey, base: Base, radius: int, most: int) -> list[int]:
    """Return the best hexes at a distance from an enemy base that are not his, two apart from each other."""
    near, _far = look.threat
    ranked = sorted(look.grid.ring(base.hex, radius), key=lambda h: (
        -look.scenario.terrain_at(h).defence_pm - 300 * (look.state.controller(h) == look.side)
        - 200 * bool(look.supplied[h]) + int(near[h]) // 20, h))
    chosen: list[int] = []
    for spot in ranked:
        if len(chosen) < most and not look.is_enemy(spot) and spacing(look.grid, spot, tuple(chosen)) >= 2:
            chosen.append(spot)
    return chosen
