"""What-ifs: the same network with roads shut or opened, trucks added, limits lifted; many solved in one call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from game.rules.ruleset import ONE
from game.rules.supply.across import Case, Path, disks_about, ways_across
from game.rules.supply.chains import Flags, disks
from game.rules.supply.flow import Demand, Solution, solve
from game.rules.supply.network import NO_LIMIT, Edge, Network, contract, eating_hexes
from game.rules.supply.survey import Source, Survey, going

AMPLE_TRUCKS = 10**9
"""A fleet that no request uses up."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One what-if about a network; what is left at its default stays as it is.

    `closed` hexes are shut as by an enemy; at `opened` ones (or everywhere, `all_opened`) an enemy's block is lifted,
    entries it bars with it, but neither its zone nor its fire: those go with `no_zones` and `safe`. `mud` sets the
    weather, `policy` the id of a route policy. `capacity_pm` widens every open road and way across, `unlimited_roads`
    takes their limits away; closed ones stay closed. `trucks` adds to (or takes from) fleets by the id of their
    source; `unlimited_trucks` and `unlimited_stock` lift those limits. `only` keeps the demands of these consumers.
    """

    closed: tuple[int, ...] = ()
    opened: tuple[int, ...] = ()
    all_opened: bool = False
    no_zones: bool = False
    safe: bool = False
    mud: bool | None = None
    policy: str = ""
    capacity_pm: int = ONE
    unlimited_roads: bool = False
    trucks: tuple[tuple[str, int], ...] = ()
    unlimited_trucks: bool = False
    unlimited_stock: bool = False
    only: tuple[str, ...] = ()


def solve_many(network: Network, demands: tuple[Demand, ...], edits: Sequence[Edit]) -> tuple[Solution, ...]:
    """Return the solution of each what-if, in order; equal networks and demands are solved once.

    Raises ValueError as `edited` does.
    """
    known: dict[tuple[Network, tuple[Demand, ...]], Solution] = {}
    answers: list[Solution] = []
    networks = edited_many(network, edits)
    for roads, edit in zip(networks, edits, strict=True):
        asked = tuple(row for row in demands if row.consumer in edit.only) if edit.only else demands
        key = (roads, asked)  # networks compare and hash by identity
        if key not in known:
            known[key] = solve(roads, asked)
        answers.append(known[key])
    return tuple(answers)


def edited(network: Network, edit: Edit) -> Network:
    """Return the network of one what-if; ValueError where it changes the ground of a network put together by hand."""
    return edited_many(network, (edit,))[0]


def edited_many(network: Network, edits: Sequence[Edit]) -> list[Network]:
    """Return the networks of many what-ifs; the ways across country of all are searched in one pass."""
    grounds = [_changed_ground(network, edit) for edit in edits]
    cases = [(number, ground) for number, ground in enumerate(grounds) if ground is not None]
    made = dict(zip((number for number, _ in cases), _rebuilt(network, [row for _, row in cases]), strict=True))
    return [_with_limits(made.get(number, network), edit) for number, edit in enumerate(edits)]


def _changed_ground(network: Network, edit: Edit) -> Survey | None:
    """Return the ground after an edit, or None where it changes nothing about the ground."""
    plain = Edit(capacity_pm=edit.capacity_pm, unlimited_roads=edit.unlimited_roads, trucks=edit.trucks,
                 unlimited_trucks=edit.unlimited_trucks, unlimited_stock=edit.unlimited_stock, only=edit.only)
    if edit == plain:
        return None
    ground = network.ground
    if ground is None:
        raise ValueError("This network was put together by hand; only limits of roads, trucks and stock can change.")
    blocked = np.zeros_like(ground.blocked) if edit.all_opened else ground.blocked.copy()
    blocked[list(edit.opened)] = False
    blocked[list(edit.closed)] = True
    if edit.policy:
        policy = next((row for row in ground.rules.supply.policies if row.id == edit.policy), None)
        if policy is None:
            raise ValueError(f"There is no route policy '{edit.policy}'.")
        ground = replace(ground, policy=policy)
    nothing = np.zeros_like(ground.fire)
    return replace(
        ground, blocked=blocked, sources=_gates(ground.sources, blocked),
        slowed=np.zeros_like(ground.slowed) if edit.no_zones else ground.slowed,
        fire=nothing if edit.safe else ground.fire,
        mud=ground.mud if edit.mud is None else edit.mud,
    )


def _gates(sources: tuple[Source, ...], blocked: Flags) -> tuple[Source, ...]:
    hexes = [-1 if row.gate < 0 or blocked[row.gate] else row.gate for row in sources]
    return tuple(row if row.hex == hex_id else replace(row, hex=hex_id)
                 for row, hex_id in zip(sources, hexes, strict=True))


def _rebuilt(network: Network, grounds: Sequence[Survey]) -> list[Network]:
    """Return the networks of changed grounds; ways that no change touches are taken over."""
    if network.ground is None or network.going is None:
        return []
    cases: list[Case] = []
    for ground in grounds:
        old = network.ground
        same = ground.mud == old.mud and ground.policy == old.policy and ground.slowed is old.slowed
        kept = same and ground.fire is old.fire
        hexes = _near_changes(old, ground) if kept else eating_hexes(ground)
        cases.append(Case(ground, network.going if kept else going(ground), hexes))
    return [contract(case.ground, case.going, _merged(network.ways, case, anew))
            for case, anew in zip(cases, ways_across(cases), strict=True)]


def _near_changes(old: Survey, new: Survey) -> tuple[int, ...]:
    """Return the consumers' hexes whose ways across may differ between two grounds that differ in what is shut."""
    changed = old.blocked != new.blocked
    disk = disks(new.map, new.rules.supply.off_road_hexes).hexes
    return tuple(hex_id for hex_id in eating_hexes(new)
                 if bool((changed[disk[hex_id]] & (disk[hex_id] >= 0)).any()))


def _merged(ways: tuple[Path, ...], case: Case, anew: tuple[Path, ...]) -> tuple[Path, ...]:
    fresh, standing = set(case.hexes), set(eating_hexes(case.ground))
    kept = [path for path in ways if path[-1] not in fresh and path[-1] in standing]
    return tuple(sorted((*kept, *anew), key=lambda path: path[-1]))  # a stable sort: one consumer's ways stay in order


def moved_ways(
    network: Network, hexes: Sequence[int], eaters: set[int]
) -> dict[int, tuple[tuple[Path, ...], Callable[[], Network]]]:
    """Return the hexes whose loss makes trucks leave the road elsewhere: the new ways, and a maker of the network.

    Only ways to the hexes `eaters` count. A hex that merely takes ways with it is left out.
    """
    old = network.ground
    if old is None or network.going is None:
        return {}
    disk = disks(old.map, old.rules.supply.off_road_hexes).hexes
    taken = {hex_id for hex_id in hexes if not old.blocked[hex_id]}
    pairs = [(lost, eater) for eater in eating_hexes(old) if eater in eaters
             for lost in disk[eater].tolist() if lost in taken and lost != eater]
    if not pairs:
        return {}
    anew: dict[tuple[int, int], list[Path]] = {pair: [] for pair in pairs}
    about = disks_about(old, network.going, [eater for _, eater in pairs]).without([lost for lost, _ in pairs])
    for column, path in about.ways():
        anew[pairs[column]].append(path)
    standing = set(network.ways)
    moved: dict[int, dict[int, list[Path]]] = {
        lost: {} for (lost, _), ways in anew.items() if any(path not in standing for path in ways)}
    for (lost, eater), ways in anew.items():
        if lost in moved:
            moved[lost][eater] = ways
    return {lost: (tuple(path for ways in by_eater.values() for path in ways if path not in standing),
                   partial(_with_ways, network, lost, by_eater)) for lost, by_eater in moved.items()}


def _with_ways(network: Network, lost: int, by_eater: dict[int, list[Path]]) -> Network:
    """Return a network without a hex, where the ways across to some consumers are these."""
    old = network.ground
    assert old is not None and network.going is not None
    blocked = old.blocked.copy()
    blocked[lost] = True
    ground = replace(old, blocked=blocked, sources=_gates(old.sources, blocked))
    kept = [path for path in network.ways if path[-1] not in by_eater and lost not in path]
    new = [path for ways in by_eater.values() for path in ways]
    return contract(ground, network.going, tuple(sorted((*kept, *new), key=lambda path: path[-1])))


# --- limits -------------------------------------------------------------------------------------------------


def _with_limits(network: Network, edit: Edit) -> Network:
    """Return a network with other limits of roads, trucks and stock; itself where the edit leaves them."""
    changed = network
    if edit.unlimited_roads or edit.capacity_pm != ONE:
        changed = replace(changed, edges=tuple(_widened(changed.edges, edit)))
    if edit.trucks or edit.unlimited_trucks or edit.unlimited_stock:
        changed = replace(changed, sources=tuple(_supplied(changed.sources, edit)))
    return changed


def _widened(edges: Iterable[Edge], edit: Edit) -> Iterable[Edge]:
    for edge in edges:
        wide = NO_LIMIT if edit.unlimited_roads else edge.capacity * edit.capacity_pm // ONE
        yield edge._replace(capacity=min(NO_LIMIT, wide))


def _supplied(sources: tuple[Source, ...], edit: Edit) -> Iterable[Source]:
    """Yield sources with the trucks and stock of an edit; those that share a fleet are told of it by its own source."""
    extra: dict[str, int] = {}
    for name, count in edit.trucks:
        extra[name] = extra.get(name, 0) + count
    unknown = sorted(set(extra) - {row.id for row in sources})
    if unknown:
        raise ValueError(f"There is no source '{unknown[0]}' to give trucks to.")
    for row in sources:
        more = extra.get(sources[row.root].id, 0)
        trucks = AMPLE_TRUCKS if edit.unlimited_trucks else max(0, row.trucks + more)
        stock = (NO_LIMIT, NO_LIMIT, NO_LIMIT) if edit.unlimited_stock else row.available
        yield replace(row, trucks=trucks, available=stock)
