"""The small web server: health, metrics, and the routes of platforms that call the bot. It shows nothing of anybody."""
