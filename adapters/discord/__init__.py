"""Commonplace on Discord: application commands, modals and buttons in; messages out. Translation only."""
