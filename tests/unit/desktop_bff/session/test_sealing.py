import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_bff.session.sealing import BrokenSeal, Sealer

OLD, NEW = b"o" * 32, b"n" * 32
SEALER = Sealer({"new": NEW, "old": OLD})

plains, bindings = st.binary(max_size=200), st.text(st.characters(exclude_categories=["Cs"]), max_size=50)


@given(plains, bindings)
def test_what_was_sealed_opens_with_its_binding(plain: bytes, binding: str) -> None:
    assert SEALER.open(SEALER.seal(plain, binding), binding) == plain


@given(plains, bindings, bindings)
def test_another_binding_does_not_open(plain: bytes, binding: str, other: str) -> None:
    if binding != other:
        with pytest.raises(BrokenSeal):
            SEALER.open(SEALER.seal(plain, binding), other)


@given(plains, st.data())
def test_a_flipped_bit_breaks_the_seal(plain: bytes, data: st.DataObject) -> None:
    sealed = bytearray(SEALER.seal(plain, "key"))
    bit = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(BrokenSeal):
        SEALER.open(bytes(sealed), "key")


@given(plains, st.data())
def test_a_text_cut_short_breaks_the_seal(plain: bytes, data: st.DataObject) -> None:
    sealed = SEALER.seal(plain, "key")
    kept = data.draw(st.integers(0, len(sealed) - 1))
    with pytest.raises(BrokenSeal):
        SEALER.open(sealed[:kept], "key")


@given(st.binary(max_size=100))
def test_rubbish_breaks_the_seal(rubbish: bytes) -> None:
    with pytest.raises(BrokenSeal):
        SEALER.open(rubbish, "key")


def test_an_older_key_still_opens_what_it_sealed() -> None:
    sealed = Sealer({"old": OLD}).seal(b"plain", "key")
    assert SEALER.open(sealed, "key") == b"plain"


def test_the_first_key_seals() -> None:
    sealed = SEALER.seal(b"plain", "key")
    assert Sealer({"new": NEW}).open(sealed, "key") == b"plain"
    with pytest.raises(BrokenSeal):
        Sealer({"old": OLD}).open(sealed, "key")


def test_another_key_of_the_same_id_does_not_open() -> None:
    with pytest.raises(BrokenSeal):
        Sealer({"new": OLD}).open(SEALER.seal(b"plain", "key"), "key")


def test_no_text_is_sealed_the_same_way_twice() -> None:
    assert len({SEALER.seal(b"plain", "key") for _ in range(100)}) == 100


@pytest.mark.parametrize("keys", [{}, {"short": b"k" * 31}, {"good": NEW, "long": b"k" * 33}])
def test_keys_that_cannot_seal_are_refused(keys: dict[str, bytes]) -> None:
    with pytest.raises(ValueError, match=r"^there is no key|32 bytes: (short|long)$"):
        Sealer(keys)
