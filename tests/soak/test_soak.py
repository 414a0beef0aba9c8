"""`make soak` in short: hundreds of programs of every kind, and a host that is as it was."""

from __future__ import annotations

from scripts import soak


def test_hundreds_of_honest_and_hostile_programs_leave_the_host_as_it_was() -> None:
    report = soak.soak(400)
    assert report.faults == []
    assert sum(report.ends.values()) == report.runs == 400
    assert set(report.ends) >= {"completed", "exception", "signal", "memory_limit", "ForbiddenImportError"}


def test_what_grows_is_a_fault() -> None:
    before = soak.Level(service_bytes=0, zygote_bytes=0, descriptors=10, processes=7, files=3)
    after = soak.Level(service_bytes=1 << 30, zygote_bytes=1 << 30, descriptors=20, processes=8, files=4)
    assert soak.Report(before=before, after=before).faults == []
    assert len(soak.Report(before=before, after=after).faults) == 5
    assert soak.Report(before=before, after=before, wrong=["503"], left=["file x"]).faults == ["503", "file x"]
    assert soak.Report(before=before).faults == ["the service came never to rest"]
