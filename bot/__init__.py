"""The platform-neutral core: what a community of practice can do, without a word about how it is said or stored."""
