"""The control channel: a test calls a method of the fake by name, over HTTP on a port of its own.

Every method of the object served whose name begins with ``do_`` can be called; arguments and results are JSON. What the
method refuses with :class:`Refused` reaches the test as that sentence, anything else as the fake's own fault.
"""

from __future__ import annotations

import json
import traceback

from aiohttp import web


class Refused(Exception):
    """The person cannot do that: the sentence says why."""


def control_app(controls: object) -> web.Application:
    async def call(request: web.Request) -> web.Response:
        asked = json.loads(await request.text())
        method = getattr(controls, f"do_{request.match_info['name']}", None)
        if method is None:
            return web.json_response({"fault": f"No control is called {request.match_info['name']}."}, status=404)
        try:
            return web.json_response({"result": await method(**asked)})
        except Refused as refusal:
            return web.json_response({"refused": str(refusal)}, status=409)
        except Exception:  # noqa: BLE001 - the test has to see whatever it was
            return web.json_response({"fault": traceback.format_exc()}, status=500)

    app = web.Application(client_max_size=2**26)
    app.router.add_post("/{name}", call)
    return app
