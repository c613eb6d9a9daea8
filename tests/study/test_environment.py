"""The research door: PettingZoo's own tests, and what they do not ask: masks, rewards, fog."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

pytest.importorskip("pettingzoo")

from pettingzoo.test import api_test, seed_test

from game.rules import knowledge, victory
from game.rules.orders import EndPhase
from game.study.environment import MOST_IN_A_PHASE, PLANES, SiegeEnvironment, planes


def test_it_passes_the_tests_of_pettingzoo() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it advises on names and plain arrays
        api_test(SiegeEnvironment(), num_cycles=150, verbose_progress=False)
        seed_test(SiegeEnvironment, num_cycles=60)


def test_rewards_add_up_to_the_points_and_mirror_each_other() -> None:
    environment = SiegeEnvironment()
    environment.reset(seed=4)
    total = dict.fromkeys(environment.possible_agents, 0.0)
    while not all(environment.terminations.values()):
        environment.step(0)
        for agent, reward in environment.rewards.items():
            total[agent] += reward
    assert total["garrison"] == pytest.approx(victory.net(environment._state) / 1000)
    assert total["garrison"] == pytest.approx(-total["besiegers"]) and total["garrison"] != 0


def test_only_the_side_to_move_may_act_and_its_first_action_ends_the_phase() -> None:
    environment = SiegeEnvironment()
    environment.reset(seed=1)
    moving, other = environment.agent_selection, next(
        agent for agent in environment.agents if agent != environment.agent_selection)
    assert environment.observe(moving)["action_mask"].sum() == len(environment.orders) > 100
    assert environment.observe(other)["action_mask"].sum() == 0
    assert environment.orders[0] == EndPhase()
    environment.step(0)
    assert environment.agent_selection == other
    with pytest.raises(ValueError, match="is masked"):
        environment.step(len(environment.orders))


def test_a_phase_ends_after_so_many_orders() -> None:
    environment = SiegeEnvironment()
    environment.reset(seed=1)
    agent = environment.agent_selection
    for _order in range(MOST_IN_A_PHASE):
        assert environment.agent_selection == agent
        texts = environment.order_texts()
        environment.step(next(number for number, text in enumerate(texts) if text.startswith("priority")))
    assert len(environment.orders) == 1


def test_observations_show_the_view_and_not_the_truth() -> None:
    environment = SiegeEnvironment(fog=True)
    environment.reset(seed=1)
    state = environment._state
    for side in (0, 1):
        view = knowledge.view(state, side)
        seen = planes(view)
        assert seen.shape == (len(PLANES), 9, 12) and np.isfinite(seen).all()
        hidden = [unit for unit in state.units if unit.side != side and unit.hex >= 0 and not view.visible[unit.hex]]
        grid = state.scenario.map.grid
        for unit in hidden:
            col, row = grid.col_row(unit.hex)
            assert seen[PLANES.index("enemy steps in sight"), row, col] == 0
        assert (seen[PLANES.index("own steps")] > 0).sum() == len(
            {unit.hex for unit in state.units if unit.side == side and unit.hex >= 0})
    assert hidden or all(knowledge.view(state, side).visible for side in (0, 1))


def test_wrong_use_is_one_sentence_and_changes_nothing() -> None:
    with pytest.raises(ValueError, match="no render mode 'human'"):
        SiegeEnvironment(render_mode="human")
    environment = SiegeEnvironment()
    for too_early in (lambda: environment.step(0), lambda: environment.observe("garrison")):
        with pytest.raises(RuntimeError, match=r"call reset\(\) first"):
            too_early()
    environment.reset(seed=1)
    with pytest.raises(ValueError, match="no agent 'x'; there are garrison and besiegers"):
        environment.observe("x")
    before = environment._state
    actions: tuple[object, ...] = (1.7, "1", np.nan, np.float32(2.0), [1])
    for action in actions:
        with pytest.raises(ValueError, match="no whole number"):
            environment.step(action)  # type: ignore[arg-type]
    assert environment._state is before
    environment.step(np.int64(0))  # type: ignore[arg-type]
    while not all(environment.terminations.values()):
        environment.step(0)
    for _agent in range(2):
        environment.step(None)
    with pytest.raises(RuntimeError, match=r"call reset\(\) to begin another"):
        environment.step(None)
