"""Which variables of our environment a fork server gets."""

from dlp.workers.group import _named


def test_only_variables_that_secrets_come_from() -> None:
    settings = [
        {"key": {"env": "EDM_KEY"}, "file": "table.edm"},
        {"tables": [{"key": {"env": "OTHER", "file": "x"}}]},
        {"env": "NOT_A_SECRET", "kind": "X"},
        {"key": {"file": "y"}},
    ]
    assert list(_named(settings)) == ["EDM_KEY", "OTHER"]
