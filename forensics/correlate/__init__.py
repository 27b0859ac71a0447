"""Which talk speaks of which change, and by which rule; what it promised, and whether that was kept."""
