"""Published data, a folder each: ``dataset.yml`` says what they are and cover, ``load.py`` makes Arrow tables of them.

``facts`` ships with comity and is always there.
"""
