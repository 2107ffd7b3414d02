"""Real footage is never committed: where it is absent, its tests are not collected."""

from tests.algorithms import real

collect_ignore = [] if real.DATA.is_dir() else ["test_real_footage.py"]
