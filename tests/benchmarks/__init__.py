"""The benchmark of size and speed: a made-up million of resources, and how quickly the bot answers about them."""
