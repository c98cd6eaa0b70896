"""An SVG with a marker in each place."""

from __future__ import annotations

import base64

from files import Made
from files.images import encoded


def made() -> list[Made]:
    picture = base64.b64encode(encoded("PNG", "ZQPICTUREQZ")).decode()
    inner = base64.b64encode(
        b'<svg xmlns="http://www.w3.org/2000/svg"><text>ZQINNERQZ</text></svg>'
    ).decode()
    data = f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE svg [<!ENTITY who "ZQENTITYQZ">]>
<!-- ZQOUTERCOMMENTQZ -->
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
     xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" viewBox="0 0 400 200">
  <title>ZQTITLEQZ</title><desc>ZQDESCQZ</desc>
  <metadata><note about="ZQABOUTQZ">ZQMETADATAQZ</note></metadata>
  <style>text {{ fill: red }} /* ZQSTYLEQZ */</style>
  <script>var note = "ZQSCRIPTQZ"</script>
  <!-- ZQCOMMENTQZ -->
  <defs><text id="x">ZQUNUSEDQZ</text></defs>
  <g inkscape:label="ZQLAYERQZ" data-note="ZQDATAQZ">
    <text x="10" y="20">ZQ<tspan font-weight="bold">SPL</tspan>ITQZ and &who;</text>
    <text x="10" y="40" opacity="0">ZQINVISIBLEQZ</text>
    <text x="-900" y="40">ZQOUTSIDEQZ</text>
  </g>
  <foreignObject width="100" height="50"><p xmlns="http://www.w3.org/1999/xhtml">ZQFOREIGNQZ</p></foreignObject>
  <a xlink:href="https://example.org/?q=ZQLINKQZ"><rect width="5" height="5" aria-label="ZQLABELQZ"/></a>
  <image width="100" height="50" xlink:href="data:image/png;base64,{picture}"/>
  <image width="100" height="50" href="data:image/svg+xml;base64,{inner}"/>
</svg>
<!-- ZQAFTERQZ -->
"""
    marks = {
        "ZQENTITYQZ": "entity 1",
        "ZQOUTERCOMMENTQZ": "comment",
        "ZQTITLEQZ": "title 1",
        "ZQDESCQZ": "description 1",
        "ZQMETADATAQZ": "metadata 1",
        "ZQABOUTQZ": "attribute 1",
        "ZQSTYLEQZ": "style 1",
        "ZQSCRIPTQZ": "script 1",
        "ZQCOMMENTQZ": "comment",
        "ZQUNUSEDQZ": "",
        "ZQLAYERQZ": "attribute 1",
        "ZQDATAQZ": "attribute 1",
        "ZQSPLITQZ": "",
        "ZQINVISIBLEQZ": "",
        "ZQOUTSIDEQZ": "",
        "ZQFOREIGNQZ": "",
        "ZQLINKQZ": "link 1",
        "ZQLABELQZ": "attribute 1",
        "ZQPICTUREQZ": "embedded file 1",
        "ZQINNERQZ": "embedded file",
        "ZQAFTERQZ": "comment",
    }
    return [Made("svg", "drawing.svg", data.encode(), marks)]
