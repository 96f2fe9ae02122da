"""Commonplace in Slack. Translation only: the one folder that knows Slack's libraries, payloads and limits."""
