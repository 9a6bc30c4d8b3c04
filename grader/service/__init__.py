"""The service: submissions over HTTP, kept in PostgreSQL, graded by workers of their own.

Everything here needs the extra `service`; nothing else in the package imports it.
"""
