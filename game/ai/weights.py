"""What the opponent holds things to be worth, in thousandths of a point of the score, and its thresholds.

All are judgements made for play, tried in games of the computer against itself. Shares are per-mille.
"""

from __future__ import annotations

# --- what things are worth -----------------------------------------------------------------------------------

OWN_MAN = 26
"""One own casualty."""

ENEMY_MAN = 20
"""One enemy casualty."""

CIVILIAN = 200
"""One person expected to be harmed: no points are lost by it, but political support."""

SITE = 3000
"""Damage to a protected site."""

JET = 5000
"""One aircraft lost."""

AMMO_PER_10_KG = 3
"""Ten kilograms of ammunition of a holder that is well off; a poor one reckons up to four times that."""

AMPLE_AMMO_DAYS = 60
"""Days of holding from which the ammunition of a base is plenty; with a third of them it is poor."""

LEAST_BASE = 8000
"""A base that no objective names."""

DEPOT = 2500
"""A depot: what it holds, and those it feeds."""

GROUND = 250
"""Any hex with a known enemy in it."""

OUTPOST = 5000
"""An enemy post within reach of one of his bases: it feeds on it, and finds drops for it."""

BESIEGER = 3000
"""An enemy stack beside one of our own bases: it shuts it in, shoots at it, and stands where its drops fall."""

ALONE = 1500
"""Each enemy unit of guns, rockets, mortars, machine guns, a staff or trucks where no fighter of his stands by: a small
party beats it, and what it does for others is lost to him."""

PRIZE_PM = 300
"""Share of what an enemy unit's arrival is worth to him that beating it on its way counts for."""

LEAST_LOAD = 3000
"""A load that is on its way, where neither hunger nor an objective makes more of it: who bars it is beaten."""

SURVIVAL_PM = 400
"""Share of a base's worth that hangs on an open road, if it had no food and the game were long."""

ARRIVAL_TIMES = 3
"""How much more a road counts for units that an objective wants at its end: without it they do not come."""

GUESSED_DAYS = 30
"""Days of food an enemy base is taken to have; its ammunition is low, short, out after 2, 4 and 6 times that."""

GUESSED_HUNGER = 4
"""Hunger index a garrison is taken to gain a day when its food should be gone."""

ROUND_DAYS, PROBE_DAYS = 20, 8
"""Days of holding whose ammunition a garrison is taken to use in a round of an assault on it, and of a probe."""

WEAK_PM = 500
"""A garrison taken to have so little of its strength left is to be stormed."""

WORKS_PM, STORM_PM = 90, 300
"""Share of a base's worth that breaking one line of its works is worth, and where its garrison is to be stormed."""

SUPPORTED_PM = 120
"""Share of a base's worth at stake when the enemy masses as much strength next to it as defends it."""

WALK_HEXES, WALKED_IN_PM = 8, 600
"""Hexes from which an enemy can walk into a base that is left empty, and the share of its worth at stake then."""

LEAST_KEPT, KEPT_PM = 4000, 250
"""Power in defence that stays in a base at the least where others of its garrison go out, and as a share of what the
enemy within three hexes could attack with."""

# --- attack --------------------------------------------------------------------------------------------------

LEAST_GAIN = 150
"""Expected gain from which a round is fought."""

LEAST_CHANCE_PM = 120
"""Chance to take the hex or a line of works from which a round is fought."""

HOPELESS_PM = 330
"""Attack against defence, before terms of the place, under which nothing is worth a look."""

BLOODY_PM = 300
"""Chance to be beaten off bloodily up to which a garrison is probed."""

EASY_PM, EASY_LOSS_PM = 650, 120
"""Chance to empty a hex from which, and share of men lost up to which, a level that sees no stakes attacks by the odds
alone, whatever it holds the hex to be worth."""

SURE_PM, SURE_LOSS_PM, PATIENCE = 780, 105, 3
"""The same bounds for a level that sees stakes, and the turns that it leaves such an attack for what it costs: then it
is ordered. A little wider than those of the count of stalls (`benchmarks/pairs.py`), whose end it comes before."""

GATHER_PM = 400
"""Below this chance an attack waits for units of the same task that are a turn away."""

FROM_AFAR_PM, ANSWER_PM, ANSWERS_PM = 125, 1500, 600
"""The enemy's answer, as it was seen in 1,129 hexes taken in games: share of those two or three hexes off who come; his
power times that, with the support he brings; how often he answers at all where he could."""

DRIVEN_OFF_PM = 120
"""Share of its men that a unit loses where it is driven off again."""

MOST_ROUNDS = 40
"""Rounds one side fights in one phase at most."""

MOST_LOOKS = 10
"""Fights reckoned out for one decision."""

# --- tasks ---------------------------------------------------------------------------------------------------

TRAVEL_PM = 700
"""A task a turn away counts a thousandth for each thousand plus this."""

STEADY_PM = 2200
"""A task that a unit already has counts for so much more."""

UNFED_PM = 600
"""A task where no ammunition reaches a unit's group counts for so much."""

FILLED_PM = 650
"""An attack that gets less of the strength it needs is given up, and its units do something else."""

CLEAR_PM = 650
"""Those who go with a load attack who is beside their way with so much of the strength that he asks for."""

MARGIN_PM = 1500
"""Strength wanted for an attack, of the defence expected."""

OPEN_PM = 350
"""Share of what an open road is worth that clearing the next enemy off it counts for."""

BAR_PM = 400
"""Share of what the enemy's roads are worth to him that standing on them counts for."""

NEXT_BAR_PM = 400
"""A bar on the way round another bar counts for so much of that."""

DELAY_PM, DELAY = 100, 5000
"""Share of what the enemy's best road is worth that a post beside it counts for, and the power it asks for."""

GARRISON_HEXES = 5
"""Those who belong to a base stay in it while an enemy is known this near."""

RING = 6000
"""Power in defence wanted of a post of the ring round an enemy base, at the least."""

FADE_PM_TURN = 120
"""An enemy not seen any more counts so much less for each turn; static ones count on."""

STATIC_POINTS_DAY = 12
"""Units that move no more points a day hold what they hold."""

WORN_PM, FIT_PM = 400, 600
"""A unit with a smaller share of its men goes back to its supply, and stays there until it has so many."""

STORE_KG = 500
"""Food and ammunition that a base must have for worn out units to go there."""

HUNGRY = 150
"""Hunger index from which a unit goes back to its supply."""

# --- supply --------------------------------------------------------------------------------------------------

SHORT_DAYS, STARVING_DAYS, PLENTY_DAYS = 30, 10, 36
"""Days of food below which rations are two-thirds and half, and above which they are full again."""

GUNS_MOVE = 12
"""Hexes beyond their range from which known guns keep drops high: they drive that far unseen in a turn of days."""

WANTED_DAYS = (60, 25, 3)
"""Days of each class that drops fill up to."""
