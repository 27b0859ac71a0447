"""How well the judge judges: on written cases with their truth, on real histories that two readers judged, and beside naive rules."""
