"""Measures of a relation, one file per quantity: tables in, tables out.

Every measure is called the same way, ``measure(tables, a, b, since=..., until=...)``, and never opens the store. The
columns ``a`` and ``b`` name the dyad; where a measure is directed, ``a`` acts and ``b`` is acted upon.

>>> sorted(MEASURES)[:6]
['acts', 'announced', 'change_points', 'claims', 'conduct', 'cooperation']
"""

from __future__ import annotations

MEASURES: dict[str, str] = {
    "acts": "comity.measures.acts:acts",
    "announced": "comity.measures.announced:announced",
    "change_points": "comity.measures.change_points:change_points",
    "claims": "comity.measures.claim_check:claims",
    "conduct": "comity.measures.conduct:conduct",
    "cooperation": "comity.measures.cooperation:cooperation",
    "coverage": "comity.measures.coverage:coverage",
    "initiative": "comity.measures.initiative:initiative",
    "monthly": "comity.measures.monthly:monthly",
    "profile": "comity.measures.profile:profile",
    "reactions": "comity.measures.reactions:reactions",
    "reciprocity": "comity.measures.reciprocity:reciprocity",
    "responses": "comity.measures.responses:responses",
    "say_do": "comity.measures.say_do:say_do",
    "volatility": "comity.measures.volatility:volatility",
}
"""Name of a measure -> ``module:function``; loaded only when asked for."""

RECORD: dict[str, str] = {
    "alliance_similarity": "comity.measures.alliance_similarity:alliance_similarity",
    "alliance_similarity_cow": "comity.measures.alliance_similarity_cow:alliance_similarity_cow",
    "capabilities": "comity.measures.capabilities:capabilities",
    "capability_ratio": "comity.measures.capability_ratio:capability_ratio",
    "concentration": "comity.measures.concentration:concentration",
    "defence_agreements": "comity.measures.defence_agreements:defence_agreements",
    "diplomatic_representation": "comity.measures.diplomatic_representation:diplomatic_representation",
    "gdp_power": "comity.measures.gdp_power:gdp_power",
    "ideal_point_distance": "comity.measures.ideal_point_distance:ideal_point_distance",
    "joint_exercises": "comity.measures.joint_exercises:joint_exercises",
    "shared_organisations": "comity.measures.shared_organisations:shared_organisations",
    "trade_dependence": "comity.measures.trade_dependence:trade_dependence",
    "trade_weight": "comity.measures.trade_weight:trade_weight",
    "un_similarity": "comity.measures.un_similarity:un_similarity",
    "voting_distance": "comity.measures.voting_distance:voting_distance",
}
"""Measures of the structural record, ``measure(tables, pairs, first=..., last=...)``: ``tables`` are those that the
module's ``NEEDS`` names and, where they are loaded, its ``MAY``; without ``pairs`` all pairs are measured."""

DIRECTED: dict[str, str] = {
    "alliance_obligations": "comity.measures.alliance_obligations:alliance_obligations",
    "arms_dependence": "comity.measures.arms_dependence:arms_dependence",
    "influence_capacity": "comity.measures.influence_capacity:influence_capacity",
    "leader_visits": "comity.measures.leader_visits:leader_visits",
    "sanctions_pressure": "comity.measures.sanctions_pressure:sanctions_pressure",
}
"""Measures of the record that tell what ``a`` does to ``b``, and not what holds of both; called as the others."""

SYSTEM: dict[str, str] = {
    "bloc_shares": "comity.measures.bloc_shares:bloc_shares",
    "blocs": "comity.measures.blocs:blocs",
    "movement": "comity.measures.movement:movement",
    "network": "comity.measures.networks:network",
    "polarity": "comity.measures.polarity:polarity",
    "structural_balance": "comity.measures.structural_balance:structural_balance",
    "triads": "comity.measures.triads:triads",
}
"""Measures of the system around a pair, called as those of the record, and ``by`` a network of its module's
``NETWORKS``, which has the tables that it is made of."""

INSTEAD: dict[str, tuple[dict[str, str], ...]] = {
    "un_votes": ({"unvotes": "unvotes", "unvotes_roll_calls": "unvotes"}, {"undl_votes": "undl_votes"}),
    "gsdb": ({"eusanct": "eusanct"},),
}
"""A table that measures need -> the tables, each with its dataset, that take its place where it is not loaded."""

AROUND = frozenset({"reactions", "responses"})
"""Measures of a pair that take all that others do to either side, too."""

ALL = {**MEASURES, **RECORD, **DIRECTED, **SYSTEM}
