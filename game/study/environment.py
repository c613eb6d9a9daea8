"""The game as an environment of PettingZoo, for those who train players of their own: two agents, one order at a time.

    from game.study.environment import SiegeEnvironment
    environment = SiegeEnvironment("the_column")

It needs the optional package `pettingzoo`. docs/research.md tells what is observed, done and rewarded.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
from gymnasium import spaces
from gymnasium.utils import seeding
from pettingzoo import AECEnv

from game.content.loader import require
from game.rules import engine, knowledge, victory
from game.rules.narrate import sentence
from game.rules.notation import write_order
from game.rules.orders import EndPhase, Event, Order
from game.rules.state import State, View, steps_pm

Planes = npt.NDArray[np.float32]

PLANES = (
    "own ground", "enemy ground", "in sight", "own steps", "enemy steps in sight", "enemy steps remembered",
    "own food, t", "own ammunition, t", "own bases", "enemy bases", "roads", "people, thousands", "share of the game",
    "own support",
)
"""What each plane of an observation holds, one value for each hex; the last two are the same in every hex."""

MOST_ORDERS = 20_000
"""Actions: the first ends the phase, the others are the legal orders in their order, as far as there is room."""

MOST_IN_A_PHASE = 300
"""Orders of one phase; after them only its end is left, so that every game ends."""


class SiegeEnvironment(AECEnv):  # type: ignore[misc]
    """A scenario as an agent-environment cycle; agents are the ids of its sides.

    An observation is a dict: `observation` (planes × rows × columns, float32) shows what the side knows;
    `action_mask` tells which actions are legal. Rewards are the change of the net points, of opposite sign for the two.
    """

    def __init__(self, scenario: str = "template", render_mode: str | None = None, fog: bool | None = None) -> None:
        super().__init__()
        self.metadata = {"name": "lifeline_v0", "render_modes": ["ansi"], "is_parallelizable": False}
        if render_mode not in (None, "ansi"):
            raise ValueError(f"There is no render mode {render_mode!r}: it is None or 'ansi'.")
        self.render_mode = render_mode
        self.scenario = require(scenario)
        if fog is not None:
            self.scenario = replace(self.scenario, fog=fog)
        self.possible_agents = [side.id for side in self.scenario.sides]
        self.agents: list[str] = []
        grid = self.scenario.map.grid
        shape = (len(PLANES), grid.rows, grid.cols)
        box = spaces.Dict({
            "observation": spaces.Box(0.0, np.inf, shape, np.float32),
            "action_mask": spaces.Box(0, 1, (MOST_ORDERS,), np.int8),
        })
        self.observation_spaces = dict.fromkeys(self.possible_agents, box)
        self.action_spaces = {agent: spaces.Discrete(MOST_ORDERS) for agent in self.possible_agents}
        self._chance, _seed = seeding.np_random()
        self._state: State
        self._orders: tuple[Order, ...] = ()
        self._given = 0
        self._events: tuple[Event, ...] = ()

    def observation_space(self, agent: str) -> spaces.Space[Any]:
        """Return the space of an agent's observations."""
        return self.observation_spaces[agent]

    def action_space(self, agent: str) -> spaces.Space[Any]:
        """Return the space of an agent's actions."""
        return self.action_spaces[agent]

    def reset(self, seed: int | None = None, options: dict[str, Any] | None = None) -> None:
        """Begin a new game; the same seed gives the same dice."""
        if seed is not None:
            self._chance, _seed = seeding.np_random(seed)
        step = engine.start(self.scenario, int(self._chance.integers(2**31)))
        self.agents = list(self.possible_agents)
        self.rewards = dict.fromkeys(self.agents, 0.0)
        self._cumulative_rewards = dict.fromkeys(self.agents, 0.0)
        self.terminations = dict.fromkeys(self.agents, False)
        self.truncations = dict.fromkeys(self.agents, False)
        self.infos: dict[str, dict[str, Any]] = {agent: {} for agent in self.agents}
        self._given = 0
        self._take(step)

    def _take(self, step: engine.Step) -> None:
        """Go on from a step: whose turn it is, and what it may order."""
        self._state, self._events = step.state, step.events
        self.agent_selection = self.possible_agents[step.state.side]
        view = knowledge.view(step.state, step.state.side)
        others: list[Order] = []
        if self._given < MOST_IN_A_PHASE:
            others = [order for order in engine.legal_orders(view) if not isinstance(order, EndPhase)]
        self._orders = (EndPhase(), *others[:MOST_ORDERS - 1])

    @property
    def orders(self) -> tuple[Order, ...]:
        """The orders that the actions 0, 1, 2… of the agent whose turn it is stand for."""
        return self._orders

    def order_texts(self) -> tuple[str, ...]:
        """Return the same in plain notation, as saved games have it."""
        return tuple(write_order(order, self.scenario.map.grid) for order in self._orders)

    def observe(self, agent: str) -> dict[str, Any]:
        """Return what an agent knows now and what it may do; where it is not its turn, nothing.

        RuntimeError before `reset`; ValueError for an agent that there is not.
        """
        self._refuse_unbegun()
        if agent not in self.possible_agents:
            raise ValueError(f"There is no agent {agent!r}; there are {' and '.join(self.possible_agents)}.")
        side = self.possible_agents.index(agent)
        mask = np.zeros(MOST_ORDERS, np.int8)
        if agent == self.agent_selection and self._state.outcome is None:
            mask[:len(self._orders)] = 1
        return {"observation": planes(knowledge.view(self._state, side)), "action_mask": mask}

    def step(self, action: int | None) -> None:
        """Carry out an action of the agent whose turn it is.

        ValueError where the mask forbids it or it is no whole number; RuntimeError before `reset` and after the end.
        """
        self._refuse_unbegun()
        if not self.agents:
            raise RuntimeError("The game is over for both agents: call reset() to begin another.")
        agent = self.agent_selection
        if self.terminations[agent] or self.truncations[agent]:
            self._was_dead_step(action)
            return
        if action is not None and not hasattr(action, "__index__"):  # int() would make 1 of 1.7
            raise ValueError(f"Action {action!r} is no whole number: it is the number of one of the orders.")
        if action is None or not 0 <= int(action) < len(self._orders):
            raise ValueError(f"Action {action} is masked: {agent} has {len(self._orders)} orders to choose from.")
        self._cumulative_rewards[agent] = 0.0
        before, phase = victory.net(self._state), (self._state.turn, self._state.phase)
        step = engine.apply(self._state, self._orders[int(action)])
        self._given = self._given + 1 if (step.state.turn, step.state.phase) == phase else 0
        self._take(step)
        gain = (victory.net(step.state) - before) / 1000
        self.rewards = {each: gain if number == 0 else -gain for number, each in enumerate(self.possible_agents)
                        if each in self.agents}
        if step.state.outcome is not None:
            self.terminations = dict.fromkeys(self.agents, True)
        self._accumulate_rewards()

    def _refuse_unbegun(self) -> None:
        if not hasattr(self, "_state"):
            raise RuntimeError("No game has begun: call reset() first.")

    def render(self) -> str | None:
        """Return what the last step brought, in sentences, where the mode is `ansi`."""
        if self.render_mode != "ansi":
            return None
        texts = (sentence(event, self.scenario) for event in self._events)
        return "\n".join(text for text in texts if text)

    def close(self) -> None:
        """Nothing is open that would have to be closed."""


def planes(view: View) -> Planes:
    """Return what a side knows as planes over the map, see `PLANES`; shape planes × rows × columns."""
    state, scenario, side = view.known, view.scenario, view.side
    grid = scenario.map.grid
    found: Planes = np.zeros((len(PLANES), grid.size), np.float32)
    control = np.frombuffer(state.control, np.uint8)
    found[0], found[1] = control == side + 1, control == 2 - side
    found[2] = np.frombuffer(view.visible, np.uint8) > 0
    for unit in state.units:
        if unit.hex >= 0:
            own = unit.side == side
            found[3 if own else 4, unit.hex] += steps_pm(unit, scenario.unit_type(unit.type).men_per_step) / 1000
            if own:
                found[6, unit.hex] += unit.stock[0] / 1000
                found[7, unit.hex] += unit.stock[1] / 1000
    for contact in view.contacts:
        found[5, contact.hex] += contact.steps
    for base in state.bases:
        found[8 if base.side == side else 9, base.hex] = 1
        if base.side == side:
            found[6, base.hex] += base.stock[0] / 1000
            found[7, base.hex] += base.stock[1] / 1000
    found[10] = [any(road >= 0 for road in sides) for sides in scenario.map.road_sides]
    for place, people in zip(scenario.map.places, state.people, strict=True):
        found[11, place.hex] += people / 1000
    found[12] = state.turn / scenario.clock.turns
    found[13] = state.standings[side].support / 1000
    return found.reshape(len(PLANES), grid.rows, grid.cols)
