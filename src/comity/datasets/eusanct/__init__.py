"""Sanctions of the European Union, the United Nations and the United States."""
