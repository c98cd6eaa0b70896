"""A renewed certificate is taken into use without a restart, a broken one is not."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path

import pytest
import trustme

from dlp.config import SmtpLimitSettings, SmtpListenerSettings, SmtpSettings
from dlp.errors import ConfigError
from dlp.proxies.smtp import SmtpProxy
from housing.proxying import context
from smtp.talk import FarSide, allow


def write(folder: Path, ca: trustme.CA, name: str = "gw.test") -> bytes:
    """Certificate and key into `folder`; the certificate in DER."""
    cert = ca.issue_cert(name)
    cert.private_key_pem.write_to_path(folder / "key.pem")
    cert.cert_chain_pems[0].write_to_path(folder / "cert.pem")
    return ssl.PEM_cert_to_DER_cert(cert.cert_chain_pems[0].bytes().decode())


async def shown(port: int, ca: trustme.CA, implicit: bool) -> bytes:
    context = ssl.create_default_context()
    ca.configure_trust(context)
    reader, writer = await asyncio.open_connection(
        "127.0.0.1",
        port,
        ssl=context if implicit else None,
        server_hostname="gw.test" if implicit else None,
    )
    await reader.readline()
    if not implicit:
        writer.write(b"EHLO c.test\r\n")
        while (await reader.readline())[3:4] == b"-":
            pass
        writer.write(b"STARTTLS\r\n")
        assert (await reader.readline()).startswith(b"220")
        await writer.start_tls(context, server_hostname="gw.test")
    certificate = writer.get_extra_info("ssl_object").getpeercert(True)
    writer.close()
    return bytes(certificate)


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
def test_a_renewed_certificate_is_shown_to_new_clients(tmp_path: Path, tls: str) -> None:
    async def main() -> None:
        ca = trustme.CA()
        first = write(tmp_path, ca)
        far = await FarSide().__aenter__()
        listener = SmtpListenerSettings(
            name="door",
            listen="127.0.0.1:0",
            tls=tls,
            certificate=tmp_path / "cert.pem",
            key=tmp_path / "key.pem",
            downstream={"address": f"127.0.0.1:{far.port}", "tls": "none"},
        )
        config = SmtpSettings(hostname="gw.test", listeners=(listener,), limits=SmtpLimitSettings())
        server = SmtpProxy(config, context(allow, tmp_path))
        await server.start()
        door = int(server.addresses["door"].rpartition(":")[2])
        assert await shown(door, ca, tls == "implicit") == first
        second = write(tmp_path, ca)
        assert await shown(door, ca, tls == "implicit") == first
        server.reload()
        assert await shown(door, ca, tls == "implicit") == second
        (tmp_path / "key.pem").write_bytes(trustme.CA().private_key_pem.bytes())
        with pytest.raises(ConfigError) as caught:
            server.reload()
        assert "door" in caught.value.place
        assert await shown(door, ca, tls == "implicit") == second
        await server.aclose(0.0)
        await far.__aexit__(None, None, None)

    asyncio.run(main())
