"""Buddies: two people who learn side by side, brought together because they asked for it."""
