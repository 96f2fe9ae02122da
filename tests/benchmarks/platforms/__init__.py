"""The platforms measured: `commonplace run` and bare programs as processes, against the strict fakes.

What people would notice is timed inside the fakes, from the event that leaves them to the answer that arrives, so that
this process is in no figure.
"""
