"""Renders a report: JSON, terminal, the student's page, the class page."""
