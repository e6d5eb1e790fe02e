"""Which states share a border, and what kind of one."""
