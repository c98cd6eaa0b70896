"""A page with a marker in each of the places where HTML can hide text."""

from __future__ import annotations

import base64

from files import Made
from files.opc import Markers


def page() -> Made:
    """The seventeen places, and some more."""
    mark = Markers("html")
    split = mark("main text")
    entity = mark("main text")
    inside = base64.b64encode(f"a file, {mark('data 1')}".encode()).decode()
    text = f"""<!DOCTYPE html><html><head><title>{mark("hidden")}</title>
<meta name="description" content="{mark("attribute")}">
<style>.x::after {{ content: "{mark("code")}" }}</style>
<script>var secret = "{mark("code")}";</script></head>
<body><!-- {mark("comment")} --><!--[if mso]><p>{mark("hidden")}</p><![endif]-->
<p>{mark("main text")} {split[:4]}<b>{split[4:]}</b> {entity[:3]}&#{ord(entity[3])};{entity[4:]}</p>
<p data-note="{mark("attribute")}" title="{mark("attribute")}">x</p>
<img alt="{mark("attribute")}" src="data:text/plain;base64,{inside}">
<input type="hidden" value="{mark("attribute")}"><a href="http://x/{mark("link")}">x</a>
<p style="display:none">{mark("hidden")}</p><p hidden>{mark("hidden")}</p>
<noscript>{mark("main text")}</noscript><template>{mark("hidden")}</template>
<iframe srcdoc="&lt;p&gt;{mark("attribute")}&lt;/p&gt;"></iframe>
<textarea>{mark("main text")}</textarea><svg><desc>{mark("main text")}</desc></svg>
<font color="#ffffff">{mark("hidden")}</font></body></html>"""
    return Made("html", "page.html", text.encode(), mark.places)


def made() -> list[Made]:
    """All of them."""
    return [page()]
