"""The Web API's methods, by the first word of their name."""
