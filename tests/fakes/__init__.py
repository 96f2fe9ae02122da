"""What the fake platforms have in common: the process, the control channel, the clock, faults, shapes and records.

Nothing here knows Discord or Slack; ``tests.discord.fake`` and ``tests.slack.fake`` do.
"""
