"""What is at rest is sealed: keys, rotation, a wrong key, a changed row, and no secret on disk."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from dlp import config
from dlp.errors import ConfigError
from dlp.store import KeyRing, State, Store
from dlp.store.keys import CannotOpen, Sealed, key_id, new_key
from store.making import FINDING, KEY, MAIL, SECRET, make_dispatch, make_evidence, make_incident
from store.test_store import using

OTHER = bytes(reversed(KEY))


@given(st.binary(max_size=300), st.text(max_size=20))
def test_what_is_sealed_opens_for_its_row_only(data: bytes, row: str) -> None:
    keys = KeyRing(KEY)
    sealed = keys.seal(data, row)
    assert keys.open(sealed, row) == data
    with pytest.raises(CannotOpen):
        keys.open(sealed, row + "x")


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_one_changed_byte_is_noticed(at: int, change: int) -> None:
    keys = KeyRing(KEY)
    sealed = keys.seal(MAIL, "row")
    data = bytearray(sealed.data)
    data[at % len(data)] ^= change
    with pytest.raises(CannotOpen, match="was changed"):
        keys.open(Sealed(sealed.key_id, sealed.nonce, bytes(data)), "row")


def test_the_same_text_is_never_sealed_the_same_way() -> None:
    keys = KeyRing(KEY)
    assert len({keys.seal(b"same", "row").data for _ in range(100)}) == 100


def test_a_rotated_key_still_opens_and_the_new_one_seals() -> None:
    old, rotated = KeyRing(KEY), KeyRing(OTHER, [KEY])
    assert rotated.open(old.seal(MAIL, "row"), "row") == MAIL
    assert rotated.seal(MAIL, "row").key_id == key_id(OTHER)
    with pytest.raises(CannotOpen, match=key_id(OTHER)):
        old.open(rotated.seal(MAIL, "row"), "row")


@pytest.mark.parametrize("text", ["", "not base64!", base64.b64encode(b"short").decode()])
def test_a_bad_key_is_told_without_telling_it(tmp_path: Path, text: str) -> None:
    file = tmp_path / "evidence.key"
    file.write_text(text)
    options = config.StoreSettings(evidence_key=config.Secret(file=file))
    with pytest.raises(ConfigError, match="32 bytes in base64") as caught:
        KeyRing.read(options)
    assert not text or text not in str(caught.value)


def test_a_missing_key_is_told(tmp_path: Path) -> None:
    options = config.StoreSettings(evidence_key=config.Secret(file=tmp_path / "none"))
    with pytest.raises(ConfigError, match=r"store\.evidence_key"):
        KeyRing.read(options)


def test_keys_come_from_files(tmp_path: Path) -> None:
    (tmp_path / "now").write_text(new_key() + "\n")
    (tmp_path / "before").write_text(base64.b64encode(KEY).decode())
    options = config.StoreSettings(
        evidence_key=config.Secret(file=tmp_path / "now"),
        previous_keys=(config.Secret(file=tmp_path / "before"),),
    )
    keys = KeyRing.read(options)
    assert keys.open(KeyRing(KEY).seal(MAIL, "row"), "row") == MAIL
    assert base64.b64encode(KEY).decode() not in repr(keys)


@pytest.mark.parametrize("what", ["evidence of a hold", "a waiting dispatch"])
def test_a_wrong_key_stops_the_start_and_loses_nothing(url: str, what: str) -> None:
    async def write(store: Store) -> None:
        if what == "evidence of a hold":
            await store.accept(make_incident(), make_evidence())
        else:
            await store.put(make_dispatch("d"))

    async def read(store: Store) -> None:
        if what == "evidence of a hold":
            assert (await store.evidence("AAAA-BBBB-CCCC")).payload.read() == MAIL
        else:
            dispatch = await store.load("d")
            assert dispatch is not None and dispatch.payload == MAIL

    using(url, write)
    with pytest.raises(ConfigError, match=key_id(KEY)) as caught:
        using(url, read, keys=KeyRing(OTHER))
    assert "previous_keys" in str(caught.value)
    using(url, read, keys=KeyRing(OTHER, [KEY]))


def test_sealed_rows_cannot_be_swapped(url: str) -> None:
    async def work(store: Store) -> None:
        await store.put(make_dispatch("d1"), make_dispatch("d2"))
        engine = sa.create_engine(url)
        with engine.begin() as connection:
            rows = connection.execute(
                sa.text("SELECT nonce, payload FROM dispatches WHERE id='d1'")
            )
            nonce, payload = rows.one()
            connection.execute(
                sa.text("UPDATE dispatches SET nonce=:n, payload=:p WHERE id='d2'"),
                {"n": nonce, "p": payload},
            )
        engine.dispose()
        with pytest.raises(CannotOpen):
            await store.load("d2")

    using(url, work)


def test_no_secret_stands_in_any_file_of_the_store(tmp_path: Path) -> None:
    """The canary: body, file name and all, while the store is open and after it is closed."""
    needles = [SECRET.encode(), SECRET[-16:].encode(), b"keep this", b"plans"]
    needles += [base64.b64encode(needle)[:-4] for needle in needles]

    def look() -> list[str]:
        files = [file for file in tmp_path.iterdir() if file.is_file()]
        assert any(file.stat().st_size for file in files)
        return [
            f"{needle!r} in {file.name}"
            for file in files
            for needle in needles
            if needle in file.read_bytes()
        ]

    async def work(store: Store) -> None:
        await store.accept(make_incident(), make_evidence(), [make_dispatch()])
        await store.claim("me", 1e6, 30.0, 10)
        assert (await store.evidence("AAAA-BBBB-CCCC")).findings == (FINDING,)
        assert (tmp_path / "dlp.sqlite-wal").stat().st_size > 0
        assert look() == []

    using(f"sqlite:///{tmp_path}/dlp.sqlite", work)
    assert look() == []


def test_an_error_of_the_database_quotes_no_row(url: str) -> None:
    async def work(store: Store) -> None:
        await store.put(make_dispatch("d"))
        with pytest.raises(Exception) as caught:
            await store.put(make_dispatch("d"))
        text = repr(caught.value) + str(caught.value.__cause__) + str(caught.value.__context__)
        assert "anna@example.org" not in text and "partner.example" not in text

    using(url, work)


def test_opening_needs_no_key_that_only_closed_incidents_used(url: str) -> None:
    async def write(store: Store) -> None:
        await store.accept(make_incident(state=State.BLOCKED), make_evidence())

    async def look(store: Store) -> None:
        with pytest.raises(CannotOpen):
            await store.evidence("AAAA-BBBB-CCCC")

    using(url, write)
    using(url, look, keys=KeyRing(OTHER))
