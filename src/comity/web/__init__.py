"""The observatory in a browser, on this machine alone.

::

    site.py      what stands at an address: the first page, the dossiers, and a page that says why there is none
    server.py    HTTP on the loopback: who may ask, and how
    templates/   the pages
"""
