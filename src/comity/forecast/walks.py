"""Short walks over the fading graph of who had to do with whom."""

from __future__ import annotations

import numpy as np

from comity.forecast.counters import Sparse, Values, spread
from comity.forecast.stream import Ids


class Steps:
    """Chances of a step from each actor to the partners it had most to do with."""

    def __init__(self, bonds: Sparse, actors: int, column: int, most: int) -> None:
        source, target = np.divmod(bonds.keys, actors)
        weight = bonds.values[:-1, column]
        total = np.bincount(source, weight, minlength=actors)
        order = np.lexsort((-weight, source))
        source, target, weight = source[order], target[order], weight[order]
        first = np.searchsorted(source, np.arange(actors))
        keep = (np.arange(len(source)) - first[source] < most) & (weight > 1e-3)
        source, self.target = source[keep], target[keep]
        self.chance = (weight[keep] / (total[source] + 0.5)).astype(np.float32)
        self.first = np.searchsorted(source, np.arange(actors + 1))
        self.actors = actors

    def walk(self, count: int, walker: Ids, at: Ids, weight: Values) -> Values:
        """One step of ``count`` walkers, who stand ``at`` actors with these weights: chances by walker and actor."""
        run, rows = spread(self.first[at], self.first[at + 1] - self.first[at])
        cells = walker[run] * self.actors + self.target[rows]
        flat = np.bincount(cells, weight[run] * self.chance[rows], minlength=count * self.actors)
        return flat.reshape(count, self.actors).astype(np.float32)

    def from_actors(self, actors: Ids) -> Values:
        """Two steps from each of the actors."""
        run, rows = spread(self.first[actors], self.first[actors + 1] - self.first[actors])
        return self.walk(len(actors), run, self.target[rows], self.chance[rows])
