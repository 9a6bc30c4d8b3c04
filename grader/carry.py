"""Give work that is right but for an earlier exercise a second chance."""
