"""Short stories of drift, and the builder that turns each into a real git repository."""
