"""Shell commands, as they were typed or ran, as evidence of what they changed."""
