"""The front door: what a person runs, and the wiring of the rooms behind it."""

__version__ = "0.1.0"
