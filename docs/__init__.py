"""The pages of the documentation that are generated from data; ``python -m docs.generate`` writes them."""
