"""`python -m iraqwire`."""

from iraqwire.cli import main

main()
