from local.gateway.document import Attribute, Element, PolicyError, Position, Text

HERE = Position("a.xml", 3, 7)


def test_an_error_tells_its_place_and_what_is_wrong() -> None:
    assert str(PolicyError(HERE, "unknown element <x>")) == "a.xml:3:7: unknown element <x>"


def test_an_element_gives_its_elements_and_its_text_apart() -> None:
    inner = Element("b", {}, (), HERE)
    outer = Element("a", {"n": Attribute("n", "1", HERE)}, (Text("x", HERE), inner, Text("y", HERE)), HERE)
    assert outer.elements == (inner,)
    assert outer.text == "xy"
