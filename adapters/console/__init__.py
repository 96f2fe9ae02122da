"""Commonplace in a terminal, or in a script: lines in, text out. Needs no token and no network."""
