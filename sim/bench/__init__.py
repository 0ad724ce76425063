"""Figures (性能指标), printed with the bar that each has to clear; never a timed test.

Each row is a dict {name, value, unit, peer, ratio, bar, met}. bar and met are None where a figure is
printed and not held to anything.
"""

from __future__ import annotations
