"""What a study plays: values as they are typed, grids, and walks that move one number at a time."""

from __future__ import annotations

import pytest

from game import InputError
from game.study.design import Factor, grid, read_factors, trajectories

THREE = (Factor("a", ("1", "2", "3")), Factor("b", ("5", "6")), Factor("c", ("9",)))


def test_values_are_read_as_they_are_typed() -> None:
    assert read_factors(["a.b=1, 2.5", "c=2012-10-08"]) == (Factor("a.b", ("1", "2.5")), Factor("c", ("2012-10-08",)))


@pytest.mark.parametrize(("texts", "sentence"), [
    (["a"], "--vary expects PATH=V1,V2"),
    (["=1,2"], "--vary expects PATH=V1,V2"),
    (["a=1,,2"], "--vary expects PATH=V1,V2"),
    (["a=1", "a=2"], "names a twice"),
    (["a=1,1"], "the same value twice"),
])
def test_what_cannot_be_read_is_said(texts: list[str], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        read_factors(texts)


def test_a_grid_has_every_combination_once() -> None:
    found = grid(THREE)
    assert [variant.number for variant in found] == list(range(6))
    assert len({variant.settings for variant in found}) == 6
    assert found[0].settings == (("a", "1"), ("b", "5"), ("c", "9"))
    assert grid(()) == (found[0].__class__(0, ()),)


def test_a_grid_beyond_reason_is_refused() -> None:
    many = tuple(Factor(name, tuple(map(str, range(30)))) for name in "abc")
    with pytest.raises(InputError, match="27000 variants"):
        grid(many)


def test_walks_cover_every_factor_by_steps_to_neighbours() -> None:
    found = trajectories(THREE, 4)
    assert found == trajectories(THREE, 4), "the same walks at every call"
    assert [variant.number for variant in found] == list(range(len(found)))
    points = {variant.settings for variant in found}
    assert len(points) == len(found) <= 4 * 3
    for place, factor in enumerate(THREE[:2]):
        steps = [(a, b) for a in points for b in points
                 if a[:place] + a[place + 1:] == b[:place] + b[place + 1:]
                 and factor.values.index(b[place][1]) - factor.values.index(a[place][1]) == 1]
        assert steps, f"{factor.path} is never moved by one step with the others kept"


def test_walks_need_something_to_move() -> None:
    with pytest.raises(InputError, match="two values or more"):
        trajectories((Factor("a", ("1",)),), 3)
