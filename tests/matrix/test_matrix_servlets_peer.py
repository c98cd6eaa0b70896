"""The list of Synapse's servlets that the route table is held against is Synapse's own."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
import trustme
import yaml

from peers import synapse
from peers.synapse import Synapse

HERE = Path(__file__).parent
#: unstable features that register servlets of their own
FEATURES = """msc2409_to_device_messages_enabled msc3391_enabled msc3575_enabled msc3720_enabled msc3814_enabled
msc3881_enabled msc3983_appservice_otk_claims msc4133_enabled msc4222_enabled msc4306_enabled""".split()


@pytest.mark.peer
@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_list_is_what_synapse_registers() -> None:
    synapse.install()
    server = Synapse("127.0.0.2", trustme.CA(), ())
    file = server.folder / "homeserver.yaml"
    config = yaml.safe_load(file.read_text())
    config["experimental_features"] = dict.fromkeys(FEATURES, True)
    config["listeners"] = []
    file.write_text(yaml.safe_dump(config))
    command = [
        str(synapse.PYTHON),
        "-m",
        "synapse.app.homeserver",
        "-c",
        str(file),
        "--generate-keys",
    ]
    subprocess.run(command, check=True, capture_output=True)
    script = HERE.parent / "peers/servlets.py"
    # isolated: beside the script stands a module of ours that is called synapse
    command = [str(synapse.PYTHON), "-I", str(script), str(file)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    listed = {line for line in (HERE / "servlets.txt").read_text().splitlines() if line[0] != "#"}
    assert {line for line in done.stdout.splitlines() if "/_matrix/" in line} == listed
