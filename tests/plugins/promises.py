"""What every run promises: the same examples each time, and time that does not decide."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile(
    "amparo",
    deadline=None,
    derandomize=True,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("explore", deadline=None, max_examples=2_000)
settings.load_profile("amparo")
