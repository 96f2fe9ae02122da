"""One script, every platform: what people do, and one transcript that all platforms have to come to."""
