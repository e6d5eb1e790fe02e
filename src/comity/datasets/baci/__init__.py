"""Trade of pairs, reconciled."""
