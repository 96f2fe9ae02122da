"""The fake's REST API, version 10: one module for each resource, one table of routes in each."""
