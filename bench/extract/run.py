"""What another extractor says of each file in a folder. Runs in an environment of its own:

    python run.py ENGINE FOLDER    →    one JSON line a file: {"name", "said", "error"}

Every engine is asked for all it has: text, metadata, notes, children; options that make it read
more are on.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import mimetypes
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

TYPES = {
    ".tnef": "application/vnd.ms-tnef",
    ".eml": "message/rfc822",
    ".msg": "application/vnd.ms-outlook",
    ".7z": "application/x-7z-compressed",
}


def _type(path: Path) -> str:
    return (
        TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    )


def xberg() -> Callable[[Path], str]:
    """xberg: everything its result carries."""
    import xberg as module

    config = module.ExtractionConfig(
        use_cache=False, enable_quality_processing=False, disable_ocr=True
    )

    def read(path: Path) -> str:
        given = module.ExtractInput(
            kind=module.ExtractInputKind.BYTES,
            bytes=path.read_bytes(),
            filename=path.name,
            mime_type=_type(path),
        )
        found = module.extract(given, config)
        if asyncio.iscoroutine(found) or hasattr(found, "__await__"):
            found = asyncio.run(_wait(found))
        return _all(found)

    return read


async def _wait(given: Any) -> Any:
    return await given


def kreuzberg() -> Callable[[Path], str]:
    """kreuzberg: everything its result carries."""
    import kreuzberg as module

    config = module.ExtractionConfig(use_cache=False, enable_quality_processing=False)

    def read(path: Path) -> str:
        return _all(module.extract_bytes_sync(path.read_bytes(), _type(path), config))

    return read


def tika() -> Callable[[Path], str]:
    """Tika as a native library, with every option that reads more."""
    import iscc_tika as module

    office = module.OfficeParserConfig()
    for name in dir(office):
        if name.startswith("set_") and name != "set_include_missing_rows":
            changed = getattr(office, name)(True)
            office = changed if changed is not None else office
    engine = module.Extractor().set_extract_string_max_length(50_000_000).set_office_config(office)

    def read(path: Path) -> str:
        text, metadata = engine.extract_file_to_string(str(path))
        return f"{text}\n{metadata}"

    return read


def markitdown() -> Callable[[Path], str]:
    """markitdown."""
    import markitdown as module

    engine = module.MarkItDown()

    def read(path: Path) -> str:
        return str(engine.convert(str(path)).text_content)

    return read


def _all(value: Any, depth: int = 0) -> str:
    """Every string below `value`."""
    if depth > 8 or value is None or callable(value):
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, dict):
        return "\n".join(_all(each, depth + 1) for pair in value.items() for each in pair)
    if isinstance(value, list | tuple | set):
        return "\n".join(_all(each, depth + 1) for each in value)
    if isinstance(value, int | float | bool):
        return ""
    names = [name for name in dir(value) if not name.startswith("_") and name != "from_json"]
    return "\n".join(_all(getattr(value, name, None), depth + 1) for name in names)


ENGINES = {"xberg": xberg, "kreuzberg": kreuzberg, "tika": tika, "markitdown": markitdown}


def main(engine: str, folder: Path) -> None:
    """Reads every file; a failure is a line with an error."""
    with contextlib.redirect_stderr(io.StringIO()):
        read = ENGINES[engine]()
    for path in sorted(folder.iterdir()):
        said, error = "", ""
        try:
            said = read(path)
        except BaseException as failure:
            error = type(failure).__name__
        sys.stdout.write(json.dumps({"name": path.name, "said": said, "error": error}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
