"""What the bot is put through: kills, faults, clocks that jump, and every change of clocks on earth."""
