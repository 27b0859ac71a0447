"""How well the judge judges: on written cases with the truth attached, on real histories that two readers judged, and beside naive rules."""
