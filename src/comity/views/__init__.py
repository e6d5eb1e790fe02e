"""Views: what the measures say, written for people. A dossier is built once and rendered three ways."""
