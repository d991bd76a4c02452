"""The nouns of iraqwire and the pure rules about them that every room shares.

Nothing here touches a database, a network or a clock of its own.
"""
