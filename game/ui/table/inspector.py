"""The panel at the right: the unit, base or hex chosen, or the whole side where nothing is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from game.rules import engine, politics
from game.rules.fire import works_at
from game.rules.movement import points_text
from game.rules.narrate import unit_name
from game.rules.orders import SetStance
from game.rules.ruleset import STANCES, RationLevel
from game.rules.scenario import BaseDef, Scenario, UnitDef, on_record
from game.rules.state import Base, State, Unit, View
from game.rules.supply.explain import Help
from game.rules.supply.network import network
from game.rules.supply.stocks import FULL, ammo_level, feeding_base
from game.rules.supply.wanted import answer
from game.rules.supply.wording import source_name
from game.text import _, figure, plural
from game.ui.board.shades import THREAT_MOVES
from game.ui.panels.model import Action, Block, Fact, Facts, InspectorModel, Note, Setting, UnitChip
from game.ui.table.layers import drops
from game.ui.table.pieces import counter
from game.ui.table.proposal import POLICIES, RATIONS
from game.ui.table.provisions import carried_block, explained, help_block, holder_title, provision_blocks
from game.ui.table.supplylayers import enemy_reach
from game.ui.table.why import why_model
from game.ui.table.words import cited, day, stance_name, strength, tonnes, turn_day

STANCE_KEYS = ("r", "h", "e", "i", "o", "c")
"""The keys of the stances, in the order of `STANCES`."""

_HELPS_SHOWN = 2


@dataclass(frozen=True, slots=True)
class Subject:
    """What is chosen: a hex, and in it a unit or a base, if any."""

    hex: int = -1
    unit: str = ""
    base: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What has been asked about the supply of what is chosen: the topic (-1 for none), what would help so far."""

    topic: int = -1
    helps: tuple[Help, ...] = ()
    trying: bool = False


def holder_of(view: View, subject: Subject) -> str:
    """Return the viewer's base or unit whose supply can be asked about: for a unit, the base that it draws on."""
    known = view.known
    unit = known.by_id.get(subject.unit)
    if unit is not None:
        return feeding_base(known, unit) or unit.id if unit.side == view.side and unit.hex >= 0 else ""
    return subject.base if subject.base and known.base(subject.base).side == view.side else ""


def subjects_at(view: View, hex_id: int) -> tuple[Subject, ...]:
    """Return everything that can be chosen in a hex, in the order clicks come to it: units, base, ground."""
    units = sorted(view.known.by_hex.get(hex_id, ()), key=lambda unit: (unit.side != view.side, -unit.men, unit.id))
    bases = [base for base in view.known.bases if base.hex == hex_id]
    return (*(Subject(hex_id, unit=unit.id) for unit in units), *(Subject(hex_id, base=base.id) for base in bases),
            Subject(hex_id))


def inspector_of(view: View, subject: Subject, *, can_order: bool, asked: Asked | None = None) -> InspectorModel:
    """Return the panel for what is chosen; `can_order` says whether the viewer gives orders now.

    `asked` is what has been found out about it in the meantime.
    """
    known, asked = view.known, asked or Asked()
    holder = holder_of(view, subject)
    if holder and asked.topic >= 0:
        return why_model(view, holder, asked.topic, asked.helps, trying=asked.trying)
    if subject.unit in known.by_id:
        unit = known.by_id[subject.unit]
        return _own_unit(view, unit, can_order, asked) if unit.side == view.side else _enemy(view, unit)
    if subject.base:
        base = known.base(subject.base)
        return _own_base(view, base, can_order, asked) if base.side == view.side else _enemy_base(view, base)
    return _ground(view, subject.hex) if subject.hex >= 0 else _side(view, can_order)


def chips(view: View, hex_id: int, place: str = "") -> tuple[UnitChip, ...]:
    """Return the units of a hex; the name of their `place` need not stand before each again."""
    return tuple(
        UnitChip(row.unit, counter(view.known, unit, view.side), _shorter(unit_name(view.scenario, unit.id), place),
                 strength(view.known, unit))
        for row in subjects_at(view, hex_id) if row.unit for unit in (view.known.by_id[row.unit],))


def _shorter(name: str, place: str) -> str:
    rest = name.removeprefix(place).strip() if place else name
    return rest[:1].upper() + rest[1:] if rest else name


def _tag(state: State, hex_id: int) -> str:
    return _("hex {name}").format(name=state.scenario.map.grid.name(hex_id))


def _side_name(state: State, side: int) -> str:
    return state.scenario.sides[side].name if side >= 0 else _("nobody")


# --- units ----------------------------------------------------------------------------------------------------


def _own_unit(view: View, unit: Unit, can_order: bool, asked: Asked) -> InspectorModel:
    known, kind = view.known, view.scenario.unit_type(unit.type)
    holder = feeding_base(known, unit)
    group = next((row.name for row in known.scenario.groups if row.id == unit.group), "")
    subtitle = ", ".join(text for text in (_side_name(known, unit.side), _(kind.name), group) if text)
    supply: list[Block] = []
    if holder is None:
        supply = [*provision_blocks(view, unit.id), *_help(view, unit.id, asked), _priority(unit.priority),
                  _ration(unit.ration)]
    elif kind.cargo_kg_per_step or kind.fuel_grams_hex:
        supply = [carried_block(known, unit)]
    definition = next((row for row in known.scenario.units if row.id == unit.id), None)
    return InspectorModel(unit_name(known.scenario, unit.id), _tag(known, unit.hex), subtitle, chips(view, unit.hex),
                          (Facts(_unit_facts(known, unit, holder)),),
                          _unit_actions(view, unit) if can_order else (), (*supply, *_about(view.scenario, definition)))


def _unit_facts(state: State, unit: Unit, holder: str | None) -> tuple[Fact, ...]:
    kind = state.scenario.unit_type(unit.type)
    rows = [Fact(_("Strength"), strength(state, unit),
                 note=_("of {men} at full strength").format(men=unit.full_men) if unit.men < unit.full_men else ""),
            Fact(_("Can still move"), _("{n} points").format(n=points_text(unit.move_left))),
            Fact(_("Stance"), stance_name(unit.stance))]
    if unit.entrench:
        rows.append(Fact(_("Dug in"), _("level {n}").format(n=unit.entrench)))
    if kind.attack or kind.range_hexes:
        level = ammo_level(state, unit)
        words = (_("enough"), _("low"), _("short: weak in attack and defence"), _("out: no attack, no fire"))
        rows.append(Fact(_("Ammunition"), words[level], "ink" if level == FULL else "alert"))
    if unit.hunger:
        rows.append(Fact(_("Hunger"), f"{unit.hunger // 10} %", "alert"))
    if unit.suppressed:
        rows.append(Fact(_("Under fire"), _("suppressed this turn"), "alert"))
    if kind.cargo_kg_per_step:
        rows.append(Fact(_("Cargo"), _("{n} t").format(n=tonnes(sum(unit.cargo, 0)))))
    if holder is not None:
        rows.append(Fact(_("Draws on"), holder_title(state.scenario, holder), "action", _("Y: why it gets so much"),
                         "why:0"))
    return tuple(rows)


def _unit_actions(view: View, unit: Unit) -> tuple[Action, ...]:
    kind = view.scenario.unit_type(unit.type)
    rows = [Action("aim:move", _("Move"), "m", enabled=unit.move_left > 0 and not unit.rounds and not unit.fired,
                   hint=_("Choose where to; a right click moves there at once."))]
    if kind.attack > 0:
        rows.append(Action("aim:attack", _("Attack"), "a", hint=_("Choose a neighbouring hex with enemies.")))
    if kind.range_hexes > 0:
        rows.append(Action("aim:fire", _("Fire"), "f", enabled=not unit.fired,
                           hint=_("Choose a hex within {n}.").format(n=kind.range_hexes)))
    names = {"rest": _("Rest"), "hold": _("Hold"), "dig_in": _("Dig in"), "interdict": _("Lie in wait"),
             "escort": _("Guard road"), "collect": _("Collect drops")}
    for stance, key in zip(STANCES, STANCE_KEYS, strict=True):
        refused = engine.refusal(view, SetStance(unit.id, stance)) or ""
        if unit.stance != stance and not (refused and stance in ("interdict", "escort") and kind.attack <= 0):
            rows.append(Action(f"stance:{stance}", names[stance], key, enabled=not refused, hint=refused))
    if kind.cargo_kg_per_step:
        rows += [Action("cargo:load", _("Load"), "l"), Action("cargo:unload", _("Unload"), "u")]
    rows.append(Action("cargo:hand", _("Hand over"), "t"))
    return tuple(rows)


def _about(scenario: Scenario, definition: UnitDef | BaseDef | None) -> tuple[Block, ...]:
    """Return what the scenario says of a unit or base, with its sources, and whether that is an estimate."""
    if definition is None:
        return ()
    text = definition.description if isinstance(definition, UnitDef) else definition.believed
    if definition.basis == "estimate":
        text = (text + " " if text else "") + _("Its strength and stocks are an estimate.")
    cites = cited(scenario, definition.sources)
    return (Note(text, _recorded(definition.sources), cites=cites),) if text or cites else ()


def _recorded(sources: Sequence[str]) -> str:
    """Return the title over what a scenario says, by whether a source says it."""
    return _("On record") if on_record(sources) else _("Assumed")


def _enemy(view: View, unit: Unit) -> InspectorModel:
    known, kind = view.known, view.scenario.unit_type(unit.type)
    rows = [Fact(_("Strength"), strength(known, unit)), Fact(_("Stance"), stance_name(unit.stance))]
    if unit.entrench:
        rows.append(Fact(_("Dug in"), _("level {n}").format(n=unit.entrench)))
    if unit.suppressed:
        rows.append(Fact(_("Under fire"), _("suppressed this turn")))
    far = sum(1 for band in enemy_reach(known, unit).bands if band & THREAT_MOVES) if unit.hex >= 0 else 0
    rows.append(Fact(_("Reach next turn"), plural("{n} hex", "{n} hexes", far).format(n=far),
                     note=_("outlined on the map: fresh, with full tanks, and nobody unseen in the way")))
    definition = next((row for row in known.scenario.units if row.id == unit.id), None)
    return InspectorModel(unit_name(known.scenario, unit.id), _tag(known, unit.hex),
                          f"{_side_name(known, unit.side)}, {_(kind.name)}", chips(view, unit.hex),
                          (Facts(tuple(rows), _("As far as it is seen")),), (), _about(view.scenario, definition))


# --- bases ----------------------------------------------------------------------------------------------------


def _own_base(view: View, base: Base, can_order: bool, asked: Asked) -> InspectorModel:
    known, row = view.known, view.scenario.base(base.id)
    parts = [_side_name(known, base.side), _("depot") if row.depot else _("fortified base") if row.fort else _("base")]
    if works_at(known, base.hex, base.side):
        parts.append(_("works level {n}").format(n=works_at(known, base.hex, base.side)))
    since = "" if base.since <= 1 else _("held since {date}").format(date=turn_day(known.scenario.clock, base.since))
    after = [*_help(view, base.id, asked), _priority(base.priority), _ration(base.ration), *_about(view.scenario, row)]
    actions = _supply_actions(view, base.id)
    if can_order and drops(view):
        left = known.standings[view.side].drops_left
        actions = (Action("drop_here", _("Plan an airdrop"), "d", "primary", enabled=left > 0 and known.weather.flyable,
                          hint=_("No sortie is left this turn.") if not left else
                          "" if known.weather.flyable else _("The weather allows no flying this turn.")), *actions)
    units = chips(view, base.hex, row.name.removesuffix(" base"))
    return InspectorModel(row.name, _tag(known, base.hex), ", ".join([*parts, *([since] if since else [])]), units,
                          provision_blocks(view, base.id), actions, tuple(after))


def _help(view: View, holder: str, asked: Asked) -> tuple[Block, ...]:
    if not (asked.helps or asked.trying):
        return ()
    return (help_block(explained(view, holder), asked.helps[:_HELPS_SHOWN], trying=asked.trying),)


def _supply_actions(view: View, holder: str) -> tuple[Action, ...]:
    """Return going to what shuts its road, and the lab."""
    bars = explained(view, holder).bars
    rows = [Action(f"go:{bars[0].hex}", _("Go to the cut"), "g")] if bars else []
    return (*rows, Action("lab", _("What if…"), "w"))


def _enemy_base(view: View, base: Base) -> InspectorModel:
    known, row = view.known, view.scenario.base(base.id)
    facts = (Fact(_("Held by"), _side_name(known, base.side)),
             Fact(_("Since"), day(known.scenario.clock.date_of(base.since))),
             Fact(_("Works"), _("level {n}").format(n=base.fort) if base.fort else _("none")))
    return InspectorModel(row.name, _tag(known, base.hex), _side_name(known, base.side), chips(view, base.hex),
                          (Facts(facts, _("As far as it is seen")),), (), _about(view.scenario, row))


def _priority(priority: int) -> Setting:
    return Setting("priority", _("Supply"), (_("first"), _("usual"), _("last")), priority - 1,
                   _("Who is served first where there is little."))


def _ration(ration: RationLevel) -> Setting:
    return Setting("ration", _("Rations"), (_("full"), _("two thirds"), _("half")), RATIONS.index(ration),
                   _("Smaller rations make stores last longer, and men hungry."))


# --- ground and side ------------------------------------------------------------------------------------------


def _ground(view: View, hex_id: int) -> InspectorModel:
    known, scenario = view.known, view.scenario
    terrain, place = scenario.terrain_at(hex_id), scenario.map.place_at(hex_id)
    rows = [Fact(_("Terrain"), _(terrain.name)), Fact(_("Height"), f"{scenario.map.elevation[hex_id]} m"),
            Fact(_("Control"), _side_name(known, known.controller(hex_id)),
                 note="" if view.visible[hex_id] else _("as of the last dawn; out of sight"))]
    if terrain.defence_pm != 1000:
        rows.append(Fact(_("Defence"), f"× {figure(terrain.defence_pm / 1000, '.2f')}".removesuffix("0")))
    roads = [road.name for road in scenario.map.roads if hex_id in road.hexes]
    if roads:
        rows.append(Fact(_("Roads"), ", ".join(dict.fromkeys(roads))))
    rows += _people(known, hex_id)
    contacts = [row for row in view.contacts if row.hex == hex_id]
    rows += [Fact(_("Seen here"), unit_name(scenario, row.unit), note=turn_day(scenario.clock, row.turn, year=True))
             for row in contacts]
    title = place.name if place else _("Hex {name}").format(name=scenario.map.grid.name(hex_id))
    after: list[Block] = []
    if place is not None and (place.note or place.sources):
        after.append(Note(place.note or _("Its place on the map is sourced."), _recorded(place.sources),
                          cites=cited(scenario, place.sources)))
    for site in scenario.sites:
        if site.hex == hex_id:
            after.append(Note(_("A protected site. Fire here can damage it, at a political cost."), site.name,
                              cites=cited(scenario, site.sources)))
    return InspectorModel(title, _tag(known, hex_id) if place else "", _(terrain.name).capitalize(),
                          chips(view, hex_id), (Facts(tuple(rows), _("The ground")),), (), tuple(after))


def _people(known: State, hex_id: int) -> list[Fact]:
    index, here = politics.exposed(known, hex_id)
    if index < 0:
        return []
    place = known.scenario.map.places[index]
    note = _("of {now:,} now in {place}; before: {all:,}").format(now=known.people[index], place=place.name,
                                                               all=place.people)
    rows = [Fact(_("Civilians"), figure(here, ","), note=note)]
    if known.harmed[index]:
        rows.append(Fact(_("Harmed so far"), _("about {n}").format(n=known.harmed[index]), "alert",
                         _("killed or hurt, an estimate")))
    return rows


def _side(view: View, can_order: bool) -> InspectorModel:
    known, side = view.known, view.side
    definition, standing = known.scenario.sides[side], known.standings[side]
    forces = [unit for unit in known.units if unit.side == side and unit.hex >= 0]
    rows = [Fact(_("Units on the map"), str(len(forces)),
                 note=plural("{n} man", "{n:,} men", sum(unit.men for unit in forces)).format(
                     n=sum(unit.men for unit in forces))),
            Fact(_("Political support"), f"{standing.support / 10:.0f} %"),
            Fact(_("Losses"), _("{k} killed, {w} wounded").format(k=standing.killed, w=standing.wounded),
                 note=_("{n} captured").format(n=standing.captured) if standing.captured else "")]
    if any(air.side == side for air in known.scenario.air):
        strikes = plural("{n} strike", "{n} strikes", standing.strikes_left).format(n=standing.strikes_left)
        dropped = plural("{n} drop", "{n} drops", standing.drops_left).format(n=standing.drops_left)
        rows.append(Fact(_("Sorties left"), f"{strikes}, {dropped}"))
    blocks: list[Block] = [Facts(tuple(rows)), Facts(_fleet_facts(known, side), _("Supply enters by"))]
    blocks.append(Setting("policy", _("Routes"), (_("fast"), _("balanced"), _("safe")),
                          POLICIES.index(standing.policy), _("Whether trucks take the quick road or the safe one.")))
    drops = known.drops[side]
    if drops.dropped:
        blocks.append(Facts((Fact(_("Dropped"), _("{n} t").format(n=tonnes(drops.dropped)),
                                  note=_("{got} recovered, {taken} taken by the enemy, {lost} lost").format(
                                      got=tonnes(drops.recovered), taken=tonnes(drops.captured),
                                      lost=tonnes(drops.lost))),), _("Airdrops so far")))
    blocks.append(Note(definition.summary))
    return InspectorModel(definition.name, "", _("Nothing is chosen"), (), tuple(blocks),
                          _side_actions(known, side) if can_order else ())


def _fleet_facts(known: State, side: int) -> tuple[Fact, ...]:
    """Return each entry with its trucks, and how much of their day the need takes."""
    roads, found = network(known, side), answer(known, side)
    number = {row.id: n for n, row in enumerate(roads.sources)}
    fleets = {fleet.source: fleet for fleet in known.fleets}
    rows = []
    for row in known.scenario.supply_sources:
        fleet = fleets.get(row.shares or row.id)
        if row.side != side or fleet is None:
            continue
        shut = known.controller(row.hex) == 1 - side or not fleet.open
        note = _("with the trucks of {entry}").format(entry=source_name(known.scenario, row.shares))
        if not row.shares:
            used, whole = found.used_truck_seconds[number[row.id]] / 3600, fleet.trucks * row.working_minutes / 60
            note = _("{used:.1f} of {all:,.0f} truck-hours a day used").format(used=used, all=whole)
        name, _bracket, aside = row.name.partition(" (")
        note += f" ({aside}" if aside else ""  # it has more room than the name
        rows.append(Fact(name, _("shut") if shut else _("{n} trucks").format(n=fleet.trucks),
                         "alert" if shut else "ink", note))
    return tuple(rows)


def _side_actions(known: State, side: int) -> tuple[Action, ...]:
    standing = known.standings[side]
    rows = [Action("next_idle", _("Next idle unit"), "n", "primary")]
    for air in known.scenario.air:
        if air.side == side and air.strikes_per_100_days:
            rows.append(Action("aim:strike", _("Air strike"), "s", enabled=standing.strikes_left > 0,
                               hint="" if standing.strikes_left else _("No sortie is left this turn.")))
        if air.side == side and air.drops_per_100_days:
            rows.append(Action("aim:drop", _("Airdrop"), "d", enabled=standing.drops_left > 0,
                               hint="" if standing.drops_left else _("No sortie is left this turn.")))
    return tuple(rows)
