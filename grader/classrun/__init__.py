"""A whole class: graded side by side, kept in a store, and what is written about it."""
