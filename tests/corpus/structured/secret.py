"""Secrets of many makes, random and valid in form, and look-alikes that are none."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from random import Random

Make = Callable[[Random], str]
_AN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


def chars(rng: Random, count: int, alphabet: str = _AN) -> str:
    return "".join(rng.choice(alphabet) for _ in range(count))


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def jwt(rng: Random) -> str:
    head = _b64(json.dumps({"alg": rng.choice(("HS256", "RS256")), "typ": "JWT"}).encode())
    body = _b64(json.dumps({"sub": chars(rng, 8), "iat": rng.randint(10**9, 2 * 10**9)}).encode())
    return f"{head}.{body}.{_b64(rng.randbytes(32))}"


def private_key(rng: Random) -> str:
    body = base64.b64encode(rng.randbytes(300)).decode()
    lines = "\n".join(body[at : at + 64] for at in range(0, len(body), 64))
    kind = rng.choice(("RSA ", "EC ", "", "OPENSSH ", "ENCRYPTED "))
    return f"-----BEGIN {kind}PRIVATE KEY-----\n{lines}\n-----END {kind}PRIVATE KEY-----"


def password(rng: Random) -> str:
    word = rng.choice(("Kesä", "summer", "Winter", "Hund", "blue", "Dragon", "kissa"))
    return word + chars(rng, rng.randint(2, 4), "0123456789") + rng.choice("!?#$%&*")


#: name → (the sentence with {s}, the secret)
SECRETS: dict[str, tuple[tuple[str, ...], Make]] = {
    "aws": (("aws_access_key_id = {s}", "use {s} please"), lambda r: "AKIA" + chars(r, 16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")),
    "aws secret": (("aws_secret_access_key = {s}", "AWS_SECRET_ACCESS_KEY={s}"), lambda r: chars(r, 40, _AN + "+/")),
    "github": (("token {s}", "git clone with {s}"), lambda r: r.choice(("ghp_", "gho_", "ghs_")) + chars(r, 36)),
    "gitlab": (("PRIVATE-TOKEN: {s}", "{s}"), lambda r: "glpat-" + chars(r, 20)),
    "slack": (("the bot is {s}", "SLACK={s}"), lambda r: f"xoxb-{r.randint(10**10, 10**11)}-{r.randint(10**11, 10**12)}-{chars(r, 24)}"),
    "stripe": (("stripe: {s}", "{s}"), lambda r: r.choice(("sk_live_", "rk_live_")) + chars(r, 24)),
    "google": (("maps key {s}", "key={s}"), lambda r: "AIza" + chars(r, 35)),
    "npm": (("//registry/:_authToken={s}",), lambda r: "npm_" + chars(r, 36)),
    "openai": (("OPENAI_API_KEY={s}", "try {s}"), lambda r: "sk-proj-" + chars(r, 48)),
    "sendgrid": (("sendgrid {s}",), lambda r: f"SG.{chars(r, 22)}.{chars(r, 43)}"),
    "telegram": (("bot {s}",), lambda r: f"{r.randint(10**8, 10**10 - 1)}:AA{chars(r, 33)}"),
    "jwt": (("Authorization: Bearer {s}", "cookie {s}"), jwt),
    "private key": (("here\n{s}\nthanks", "{s}"), private_key),
    "password": (("password: {s}", "The password is {s}", "Passwort: {s}", "salasana on {s}", "lösenord: {s}", "pwd={s}", "mot de passe : {s}"), password),
    "database": (("DATABASE_URL={s}", "connect to {s} today"), lambda r: f"postgresql://app:{chars(r, 12)}@db{r.randint(1, 9)}.internal:5432/prod"),
    "connection": (("{s}",), lambda r: f"Server=tcp:db.example.net,1433;Database=crm;User ID=app;Password={chars(r, 14)};"),
    "api key": (("api_key = \"{s}\"", "API key: {s}", "x-api-key: {s}", "client_secret={s}"), lambda r: chars(r, 32)),
    "hex secret": (("secret: {s}", "SECRET_KEY = '{s}'"), lambda r: r.randbytes(16).hex()),
    "azure": (("AccountName=x;AccountKey={s};EndpointSuffix=core.windows.net",), lambda r: base64.b64encode(r.randbytes(64)).decode()),
}  # fmt: skip

LOOK_ALIKES: dict[str, Make] = {
    "placeholder": lambda r: r.choice(("api_key = YOUR_API_KEY", "password: ********", "token=<token>", "password=${DB_PASSWORD}", "secret: xxxxxxxxxxxxxxxx", "AKIAXXXXXXXXXXXXXXXX", "api_key: 'changeme'", "password: [hidden]")),
    "hash": lambda r: f"sha256:{r.randbytes(32).hex()}",
    "commit": lambda r: f"merged {r.randbytes(20).hex()} into main",
    "checksum": lambda r: f"md5 {r.randbytes(16).hex()}  setup.tar.gz",
    "uuid": lambda r: f"device {r.randbytes(4).hex()}-{r.randbytes(2).hex()}-4{r.randbytes(2).hex()[1:]}-a{r.randbytes(2).hex()[1:]}-{r.randbytes(6).hex()}",
    "advice": lambda r: r.choice(("Never share your password with anyone.", "The password is stored as a hash.", "password is required", "Your password expires in 7 days", "Reset password: click the link", "API keys are rotated weekly.", "The secret is to keep it simple.", "token expired, please log in", "Passwords must match")),
    "base64 image": lambda r: f"src=\"data:image/png;base64,{base64.b64encode(r.randbytes(60)).decode()}\"",
    "public key": lambda r: f"ssh-ed25519 {base64.b64encode(r.randbytes(51)).decode()} anna",
    "certificate": lambda r: f"-----BEGIN CERTIFICATE-----\n{base64.b64encode(r.randbytes(45)).decode()}\n-----END CERTIFICATE-----",
    "code": lambda r: r.choice(("password = getpass.getpass()", "token = request.headers['X-Token']", "secret = os.environ['SECRET']", "const apiKey = process.env.API_KEY;", "if password is None:", "def reset_password(self, token): pass", "password_hash = hash(password)")),
    "message id": lambda r: f"Message-ID: <{r.randbytes(12).hex()}@mail.example.org>",
    "slug": lambda r: "https://example.org/" + "-".join(r.choice(("how", "to", "make", "good", "bread", "at", "home")) for _ in range(6)),
}  # fmt: skip
