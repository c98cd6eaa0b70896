"""Files are read and redacted in a fresh process each, locked down before the first byte.

    launch    starts a server: for the gateway (`dlp.workers.group`) and for the command line
    server    a process that has the file readers loaded and nothing else; forks a child a file
    child     what a child does: lock, read, answer once
    hardening what any forked process gives up before it meets hostile bytes
    lock      what the kernel takes from a process: seccomp, Landlock
    cache     what was read lately, by keyed hash of the content
    client    the asking side, in inspection workers and in the command line
    wire      what is spoken between them: small packets, content in sealed memory beside

The server never parses anything. A child that dies, hangs or grows costs one file an `UNREADABLE`
finding. Only the server and its children load the libraries that parse files.
"""
