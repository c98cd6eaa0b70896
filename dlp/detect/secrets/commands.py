# ruff: noqa: E501 -- a pattern reads better unbroken
"""Passwords that a command line carries: the options of programs, and what is piped into them."""

from __future__ import annotations

import re

from dlp.detect.engine.rule import Find, PatternRule
from dlp.detect.secrets.rules import named_rule as _rule
from dlp.detect.secrets.values import VALUE, given, mixed_value

_V = VALUE
_Q = r"[\"']?"
_BARE = r"(?P<v>[^\s\"'<>,;]{4,100})"

_P_TAKES_ONE = (
    "sshpass|mysql|mysqldump|mysqladmin|mysqlimport|mariadb|mariadb-dump|docker login|podman login|"
    "helm registry login|oras login|skopeo login|buildah login|az login|oc login|cf login|mongo|mongosh|"
    "mongodump|mongorestore|mongoexport|mongoimport|psexec(?:64)?|rdesktop|ftp|lftp|ncftp[a-z]*|smbmap|crackmapexec|"
    "netexec|nxc|evil-winrm|sudo -S|7z[ar]?|un?rar|rar|arj|hydra|plink|pscp|psftp|winexe|mosquitto_(?:pub|sub)|"
    "amqp-publish|cqlsh|clickhouse-client|influx|vncviewer|iscsiadm|smartctl|nordvpn login|expect|kinit"
)


def _option(programs: str, find: Find = mixed_value) -> Find:
    """A one-letter option means a password with some programs only."""
    line_of = re.compile(rf"(?<![\w/.\-])(?:{programs})\b[^\n|;&]*\Z")

    def found(text: str, match: re.Match[str]) -> tuple[int, int] | None:
        before = text[max(0, match.start() - 200) : match.start() + 1]
        return find(text, match) if line_of.search(before) else None

    return found


RULES: tuple[PatternRule, ...] = (
    _rule(
        rf"(?:--|/)(?:[a-z]{{2,10}}-)?(?:pass(?:word|wd|phrase|code)?|pwd|(?:db|http|ftp|proxy|admin|root|user|store|key|src|dest|deststore|srcstore)-?pass(?:word|wd)?)(?:=|:|\s{{1,2}}){_V}",
        r"(?:--|/)(?:[a-z]{2,10}-?)?(?:pass|pwd)",
        "option of a command",
        mixed_value,
    ),
    _rule(
        rf"(?:--|/)(?:[a-z]{{2,10}}-)?(?:secret|token|api-?key|client-?secret|secret-?key|access-?key)(?:=|:|\s{{1,2}}){_V}",
        r"(?:--|/)(?:[a-z]{2,10}-?)?(?:secret|token|api|client|access)",
        "option of a command",
        mixed_value,
        "SECRET",
    ),
    _rule(
        rf"\s(?:-u|--user|-U|--proxy-user|-a|--auth)[ =]?{_Q}[^\s:\"'$/]{{1,60}}:(?P<v>[^\s\"'@/]{{3,80}})",
        r"\s(?:-u|--user|-U|--proxy-user|-a|--auth)[ =]?[^\s:]{1,10}",
        "user of a command",
        _option(
            "curl|http|https|xh|wget|docker|skopeo|helm|ab|wrk|siege|httpie|aria2c|elasticdump|svn",
            given,
        ),
        case=True,
    ),
    _rule(
        rf"\s-U\s{{0,2}}{_Q}[^\s%\"']{{1,60}}%(?P<v>[^\s\"']{{3,80}})",
        r"\s-U\s{0,2}",
        "user of a command",
        _option("smbclient|rpcclient|net|smbget|wmic|winexe|smbcacls", given),
        case=True,
    ),
    _rule(
        rf"\s-u\s{{0,2}}{_Q}[^\s,\"']{{1,60}},(?P<v>[^\s\"']{{3,80}})",
        r"\s-u\s{0,2}",
        "user of a command",
        _option("lftp", given),
        case=True,
    ),
    _rule(rf"\s-p\s{{0,2}}{_V}", r"\s-p", "option of a command", _option(_P_TAKES_ONE), case=True),
    _rule(
        rf"\s-(?:a|w|P|A|X|c|K|k)\s{{1,2}}{_V}",
        r"\s-[awPAXckK]\s",
        "option of a command",
        _option(
            r"redis-cli|ldap[a-z]+|sqlcmd|bcp|isql|snmp[a-z]+|ipmitool|zip|unzip|openssl enc[^\n]{0,80}|zipcloak|mqsisetdbparms|ykman[^\n]{0,40}"
        ),
        case=True,
    ),
    _rule(
        rf"\s-(?:storepass|keypass|srcstorepass|deststorepass|destkeypass|srckeypass|storepasswd|passwd|password|pwd|pw|pass)\s{{1,2}}{_V}",
        r"\s-(?:storepass|keypass|srcstorepass|deststorepass|destkeypass|srckeypass|passw|pw|pass)",
        "option of a command",
        mixed_value,
    ),
    _rule(
        rf"--encrypt\s{{1,2}}{_V}",
        r"--encrypt\s",
        "option of a command",
        _option("qpdf", mixed_value),
    ),
    _rule(
        rf"\s/(?:p|rp):?\s{{0,2}}{_V}",
        r"/(?:p|rp)",
        "option of a command",
        _option(r"(?:x|wl|s)?freerdp\d?|rdesktop|mstsc|runas|schtasks|taskkill|systeminfo|sc"),
    ),
    _rule(
        rf"(?:(?:sqlplus|expdp|impdp|rman target|sqlldr)(?: -[sSL]{{1,2}})? {_Q}[\w.$#]{{1,30}}/(?P<v>[^\s\"'@/]{{4,60}})(?=@|\s|[\"']|\Z)|(?:connect|conn|exp|imp) {_Q}[\w.$#]{{1,30}}/(?P<sq>[^\s\"'@/]{{4,60}})(?=@))",
        r"(?:sqlplus|expdp|impdp|exp|imp|rman|sqlldr|tkprof|connect|conn)",
        "login of Oracle",
        mixed_value,
    ),
    _rule(
        rf"pass:{_V}",
        "pass:",
        "passphrase of openssl",
        _option("openssl[^\n]{0,120}-pass(?:in|out)?", given),
    ),
    _rule(
        rf"rabbitmqctl (?:-\S{{1,20}} ){{0,2}}(?:add_user|change_password|authenticate_user) [\w.\-]{{1,40}} {_V}",
        "rabbitmqctl ",
        "login of a broker",
        given,
    ),
    _rule(rf"net user (?:/add )?[\w.\-]{{1,30}} {_BARE}", "net user ", "net user", mixed_value),
    _rule(
        rf"net use (?:(?:[a-z]:|\*) )?\\\\[^\s]{{3,60}} (?:/user:[^\s]{{1,40}} )?{_V}",
        "net use ",
        "net use",
        mixed_value,
    ),
    _rule(
        r"ConvertTo-SecureString (?:-(?:AsPlainText|Force|String) ){0,3}[\"'](?P<v>[^\"'\n]{4,80})[\"']",
        "ConvertTo-SecureString",
        "PowerShell",
        given,
    ),
    _rule(
        r"[\"'](?P<v>[^\"'\n]{4,80})[\"']\s{0,2}\|\s{0,2}ConvertTo-SecureString",
        r"\|\s{0,2}ConvertTo-SecureString",
        "PowerShell",
        given,
    ),
    _rule(
        r"(?:identified (?:with [\w']{1,30} )?by|(?:with|encrypted|set) password(?: ?=)?|password\() ?N?[\"'](?P<v>[^\"'\n]{4,80})[\"']",
        r"(?:identified |password)",
        "SQL",
        given,
    ),
    _rule(r"identified by (?P<v>[^\s\"';,]{4,60})", "identified by ", "SQL", mixed_value),
    _rule(
        r"echo (?:-e )?[\"']?[\w.\-]{1,30}:(?P<v>[^\s\"':|]{4,80})[\"']? ?\| ?(?:sudo )?chpasswd",
        "chpasswd|echo ",
        "chpasswd",
        given,
    ),
    _rule(
        r"(?:echo|printf)(?: -[ne]{1,2})? (?:\"(?P<dq>[^\"\n$]{4,80})\"|'(?P<sq>[^'\n]{4,80})'|(?P<v>[^\s\"'|$]{4,80}))\s{0,2}\|\s{0,2}(?:sudo (?:-\w )?-S|docker login|podman login|helm registry login|gpg[^\n]{0,60}passphrase-fd|cryptsetup|passwd --stdin|su |openssl enc|kinit|vncpasswd|gh auth login|htpasswd)",
        r"\|\s{0,2}(?:sudo|docker|podman|helm|gpg|cryptsetup|passwd|su |openssl|kinit|vncpasswd|gh auth|htpasswd)|(?:echo|printf) ",
        "piped into a command",
        given,
    ),
    _rule(
        rf"wpa_passphrase (?:\"[^\"\n]{{1,40}}\"|'[^'\n]{{1,40}}'|[^\s]{{1,40}}) {_V}",
        "wpa_passphrase ",
        "Wi-Fi",
        given,
    ),
    _rule(
        rf"htpasswd -(?:[a-zA-Z]{{0,5}}b[a-zA-Z]{{0,5}})(?: -\w)? [^\n]{{0,60}}?[\w.@\-]{{1,40}} {_V}\s{{0,3}}(?=\n|\Z)",
        "htpasswd ",
        "htpasswd",
        given,
    ),
)
