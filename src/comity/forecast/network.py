r"""A small network that learns to put the right answer first.

Each candidate's features go through two hidden layers to one score; a learnt vector of the asked relation is added to
the first. The loss is that of choosing the right answer among the wrong ones,

.. math:: -\sum_{o\ right} \log \frac{e^{f(o)}}{e^{f(o)} + \sum_{o'\ wrong} e^{f(o')}}

which leaves other right answers out as the time-aware filter does. Trained with Adam in mini-batches of queries.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from comity.forecast.stream import Ids

Array = NDArray[np.floating[Any]]
HIDDEN = (128, 64)
BATCH = 96
FEWEST_STEPS, MOST_EPOCHS = 600, 30
"""Small histories are gone over more often."""
RATE = 2e-3
WEIGHT_DECAY = 1e-4


@dataclass(slots=True)
class Network:
    """Weights, and the mean and scale that features are brought to."""

    mean: Array
    scale: Array
    weights: dict[str, Array]

    def score(self, features: Array, relations: Ids) -> Array:
        """Score candidates: features by query, candidate and feature; one relation a query."""
        return self._forward(features, relations)[-1]

    def _forward(self, features: Array, relations: Ids) -> tuple[Array, Array, Array, Array]:
        w = self.weights
        inputs = (features - self.mean) * self.scale
        np.clip(inputs, -6, 6, out=inputs)
        first = inputs @ w["w1"]
        first += (w["b1"] + w["relation"][relations])[:, None, :]
        np.maximum(first, 0, out=first)
        second = first @ w["w2"]
        second += w["b2"]
        np.maximum(second, 0, out=second)
        return inputs, first, second, (second @ w["w3"])[..., 0] + inputs @ w["skip"]

    def gradients(self, features: Array, relations: Ids, right: NDArray[np.bool_]) -> tuple[float, dict[str, Array]]:
        """The loss, and how it changes with each weight."""
        inputs, first, second, scores = self._forward(features, relations)
        scores = scores - scores.max(axis=1, keepdims=True)
        raised = np.exp(scores)
        wrong = np.where(right, 0, raised).sum(axis=1, keepdims=True)
        chance = np.where(right, raised / (raised + wrong + 1e-20), 0)
        answers = max(1, int(right.sum()))
        loss = float(-np.log(chance[right] + 1e-20).sum()) / answers
        blame = np.where(right, 1 / (raised + wrong + 1e-20), 0).sum(axis=1, keepdims=True)
        slope = (np.where(right, chance - 1, raised * blame) / answers).astype(np.float32)[..., None]
        w = self.weights
        found: dict[str, Array] = {}
        flat = slope.reshape(-1, 1)
        found["skip"] = inputs.reshape(len(flat), -1).T @ flat[:, 0]
        found["w3"] = second.reshape(len(flat), -1).T @ flat
        back = (slope * w["w3"][:, 0]) * (second > 0)
        found["b2"] = back.sum(axis=(0, 1))
        found["w2"] = first.reshape(len(flat), -1).T @ back.reshape(len(flat), -1)
        back = (back @ w["w2"].T) * (first > 0)
        found["w1"] = inputs.reshape(len(flat), -1).T @ back.reshape(len(flat), -1)
        by_query = back.sum(axis=1)
        found["b1"] = by_query.sum(axis=0)
        found["relation"] = np.zeros_like(w["relation"])
        np.add.at(found["relation"], relations, by_query)
        return loss, found


def train(
    features: NDArray[np.float16], relations: Ids, right: NDArray[np.bool_], kinds: int, epochs: int, seed: int = 0
) -> Network:
    """Train on queries: their candidates' features, and which candidates were right; ``kinds`` of relation."""
    random = np.random.default_rng(seed)
    sample = features[random.permutation(len(features))[:1000]].reshape(-1, features.shape[-1]).astype(np.float32)
    spread = sample.std(axis=0)
    network = Network(
        sample.mean(axis=0), 1 / np.where(spread > 1e-4, spread, 1), _start(random, features.shape[-1], kinds)
    )
    moments = {name: (np.zeros_like(value), np.zeros_like(value)) for name, value in network.weights.items()}
    epochs = max(epochs, min(MOST_EPOCHS, FEWEST_STEPS * BATCH // len(features)))
    steps = epochs * -(-len(features) // BATCH)
    step = 0
    for _ in range(epochs):
        order = random.permutation(len(features))
        for start in range(0, len(order), BATCH):
            batch = np.sort(order[start : start + BATCH])
            _, slopes = network.gradients(features[batch].astype(np.float32), relations[batch], right[batch])
            step += 1
            rate = RATE * min(1, step / 100) * (0.02 + 0.98 * (1 + np.cos(np.pi * step / steps)) / 2)
            for name, value in network.weights.items():
                slope = slopes[name] + (WEIGHT_DECAY * value if name != "relation" else 10 * WEIGHT_DECAY * value)
                mean, square = moments[name]
                mean += 0.1 * (slope - mean)
                square += 0.005 * (slope * slope - square)
                value -= rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.995**step)) + 1e-7)
    return network


def _start(random: np.random.Generator, features: int, kinds: int) -> dict[str, Array]:
    def normal(*shape: int) -> Array:
        return np.asarray(random.standard_normal(shape) * np.sqrt(2 / shape[0]), dtype=np.float32)

    one, two = HIDDEN
    return {
        "w1": normal(features, one),
        "b1": np.zeros(one, np.float32),
        "relation": np.zeros((kinds, one), np.float32),
        "w2": normal(one, two),
        "b2": np.zeros(two, np.float32),
        "w3": normal(two, 1) * np.float32(0.3),
        "skip": np.zeros(features, np.float32),
    }
