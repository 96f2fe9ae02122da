"""The composition root: a configuration in, a running application out.

The one package that may import everything; only the command line imports it. What takes long to import and is not
always needed (the formats of files) is imported where it is used.
"""
