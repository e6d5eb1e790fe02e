"""Deals of arms, one by one."""
