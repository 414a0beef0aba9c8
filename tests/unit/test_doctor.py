"""`pysandbox doctor`: what it advises fits where it stands."""

from __future__ import annotations

import pytest
from pysandbox.commands import doctor


@pytest.mark.parametrize(
    ("container", "uid", "advice"),
    [
        (True, 0, "deploy/seccomp.json"),
        (True, 1000, "all,-namespaces"),
        (False, 0, "CAP_SYS_ADMIN"),
        (False, 1000, "start as root"),
    ],
)
def test_where_namespaces_are_refused_the_advice_fits_the_place(
    monkeypatch: pytest.MonkeyPatch, container: bool, uid: int, advice: str
) -> None:
    monkeypatch.setattr(doctor, "_in_child", lambda _: "EPERM")
    monkeypatch.setattr(doctor, "in_container", lambda: container)
    monkeypatch.setattr("os.getuid", lambda: uid)
    finding = doctor.namespaces()
    assert finding.ok is False
    assert advice in finding.advice
    assert not (uid == 0 and "start as root" in finding.advice)


def test_the_report_has_a_line_for_each_finding(capsys: pytest.CaptureFixture[str]) -> None:
    status = doctor.main()
    text = capsys.readouterr().out
    assert all(text.count(f"\n{finding.name}") or text.startswith(finding.name) for finding in doctor.findings())
    assert status == ("NO " in text)
