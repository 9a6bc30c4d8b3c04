"""The API: a router for each kind of thing, thin over what the rest of the service does."""
