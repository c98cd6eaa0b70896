"""Answers of our own: Matrix errors that a browser may read (CORS), in plain sentences.

A decision of a policy is never 429 or 5xx: clients would send again and block their queue. Sources:
Matrix client-server API 1.18 §"API standards" (errors), §"Web browser clients" (CORS).
"""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from dlp.matrix.events import parse

CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, POST, PUT, DELETE, OPTIONS",
    "Access-Control-Allow-Headers": "X-Requested-With, Content-Type, Authorization, Date",
}


class MatrixError(Exception):
    """A request that is answered by us. `text` is a sentence of ours, never content."""

    def __init__(
        self, status: int, errcode: str, text: str, reference: str = "", *, again: bool = False
    ) -> None:
        """`again`: the same request may be answered otherwise when it is sent again."""
        self.again = again
        self.status, self.errcode, self.text, self.reference = status, errcode, text, reference
        super().__init__(errcode)

    def response(self) -> web.Response:
        body: dict[str, Any] = {"errcode": self.errcode, "error": self.text}
        if self.reference:
            body["error"] += f" Reference: {self.reference}"
            body["org.dlp-gateway.reference"] = self.reference
        return json_response(self.status, body)


def json_object(data: bytes) -> dict[str, Any]:
    """A request's body; MatrixError 400 where it is no JSON object that everybody reads alike."""
    try:
        content = parse(data)
    except ValueError:
        text = "Content is not JSON that everybody reads alike"
        raise MatrixError(400, "M_NOT_JSON", text) from None
    if not isinstance(content, dict):
        raise MatrixError(400, "M_BAD_JSON", "Content must be a JSON object.")
    return content


def json_response(status: int, body: Any) -> web.Response:
    """A JSON answer with CORS headers."""
    return web.Response(
        status=status,
        body=json.dumps(body, ensure_ascii=False).encode(),
        content_type="application/json",
        headers=CORS,
    )


def forbidden(text: str, reference: str = "", *, again: bool = False) -> MatrixError:
    """403 M_FORBIDDEN: every client tries it once, and some show the sentence."""
    return MatrixError(403, "M_FORBIDDEN", text, reference, again=again)
