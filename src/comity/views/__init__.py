"""Views: what the measures say, written for people. A dossier is built once and rendered three ways.

::

    material.py   the measures of a pair, taken once          model.py      what a dossier is made of
    summary.py    the judgement and the paragraphs            prose.py      its words (templates/prose.yml)
    course.py     what happened between the two               charts.py     Vega-Lite (charts/*.json), drawn as SVG
    told.py       what was said, claimed, announced, denied   evidence.py   the proofs, numbered
    others.py     third parties, and what was read            text.py       words of others made harmless
    exchange.py   their usual, give and take, who leads        facts.py      what is listed of the two, with sources
    structure.py  what published data say of the two          system.py     the states around them
    methods.py    how each measure is computed                outlook.py    what comes next
    coded.py      what event datasets tell, apart             html.py, markdown.py, record.py (JSON)
    dossier.py    all of it together
"""
