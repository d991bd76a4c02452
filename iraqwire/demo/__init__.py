"""The replica newsroom: a small internet on loopback whose truth is known, for the demo and for tests.

Outlets, people and texts are invented; the places are real. Nothing here is fetched from anywhere.
"""
