"""Translation only: platform payload to command call, reply to platform payload, file bytes to values."""
