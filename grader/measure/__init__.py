"""What authors judge with: it runs in the grader, on plain values."""
