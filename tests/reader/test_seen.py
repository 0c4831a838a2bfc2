from collections import OrderedDict

from attache.reader.seen import Seen


def made(seen: Seen[bytes], keys: str) -> str:
    """The keys, one letter each, whose values had to be made."""
    out: list[bytes] = []
    for key in keys:
        assert seen.get(key.encode(), lambda key=key: out.append(key.encode()) or key.encode()) == key.encode()
    return b"".join(out).decode()


def test_what_is_kept_is_not_made_again():
    assert made(Seen(new=3), "abcabc") == "abc"


def test_what_came_once_goes_first():
    assert made(Seen(new=2, again=2), "aabbcdefab") == "abcdef"


def test_what_comes_again_after_it_went_is_kept_for_long():
    assert made(Seen(new=1, again=2), "abcadefgha") == "abcadefgh"


def test_memory_is_bounded():
    seen: Seen[bytes] = Seen(new=2, again=3, remembered=4)
    for at in range(1000):
        for key in (b"%d" % at, b"%d" % (at // 2), b"%d" % (at // 3)):
            seen.get(key, lambda: b"")
    assert all(len(part) <= 4 for part in vars(seen).values() if isinstance(part, OrderedDict))
