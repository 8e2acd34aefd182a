"""Doubles of the outside world: real servers on loopback that misbehave on demand."""
