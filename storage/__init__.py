"""Rows: SQLAlchemy Core on SQLite or PostgreSQL behind the store protocols of ``bot``."""
