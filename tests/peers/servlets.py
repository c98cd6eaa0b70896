"""Prints what Synapse registers for clients and media; run by Synapse's own Python, not by ours.

servlets.py CONFIG    one line for each method and pattern
"""

import sys

from synapse.app import homeserver
from synapse.config.homeserver import HomeServerConfig
from synapse.rest import ClientRestResource
from synapse.rest.media.media_repository_resource import MediaRepositoryResource

server = homeserver.create_homeserver(HomeServerConfig.load_config("", ["-c", sys.argv[1]]))
homeserver.setup(server)
found = {
    f"{method.decode()} {pattern.pattern}"
    for resource in (ClientRestResource(server), MediaRepositoryResource(server))
    for pattern, methods in resource._routes.items()
    for method in methods
    if "_synapse" not in pattern.pattern
}
print("\n".join(sorted(found)))
