"""The commands, a file a kind. Each reads its arguments, calls the rooms and prints; none decides anything itself."""
