import pytest

from local.gateway.context import Body, Context, Request
from local.gateway.expressions import ExpressionError, text_of
from tests.unit.local.gateway.expressions.conftest import Evaluate

DOCUMENT = b'{"id": 7, "tags": ["a", "b"], "at": "2020-01-02T03:04:05Z", "none": null, "in": {"n": 1.0}}'


@pytest.fixture
def context() -> Context:
    return Context(request=Request(body=Body(DOCUMENT)))


BODY = "context.Request.Body.As<JObject>(preserveContent: true)"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f'@({BODY}["id"])', "7"),
        (f'@((int){BODY}["id"] + 1)', "8"),
        (f'@((string){BODY}["tags"][1])', "b"),
        (f'@({BODY}["in"].ToString())', '{\n  "n": 1.0\n}'),
        (f'@({BODY}["in"].ToString(Newtonsoft.Json.Formatting.None))', '{"n":1.0}'),
        (f'@({BODY}["nope"] == null)', "True"),
        (f'@({BODY}["none"] == null)', "False"),
        (f'@({BODY}["none"].Type == JTokenType.Null)', "True"),
        (f'@((string){BODY}["none"] == null)', "True"),
        (f'@((string){BODY}["at"])', "01/02/2020 03:04:05"),
        (f'@(((DateTime){BODY}["at"]).ToString("o"))', "2020-01-02T03:04:05.0000000Z"),
        (f'@({BODY}.SelectToken("in.n"))', "1"),
        (f'@({BODY}.SelectToken("tags[0]"))', "a"),
        (f'@({BODY}.SelectTokens("$.tags[*]").Count())', "2"),
        (f'@({BODY}.Value<string>("id"))', "7"),
        (f'@({BODY}["tags"].ToObject<string[]>().Length)', "2"),
        (f'@({BODY}["tags"].Values<string>().Contains("b"))', "True"),
        (f'@(string.Join(",", {BODY}.Properties().Select(p => p.Name)))', "id,tags,at,none,in"),
        (f'@(((JArray){BODY}["tags"]).Count)', "2"),
        (f'@({BODY}.ContainsKey("id"))', "True"),
        (f'@({BODY}.TryGetValue("id", out var t) ? t.ToString() : "")', "7"),
        ('@(new JArray(1, "a", true, null, 1.5).ToString(Formatting.None))', '[1,"a",true,null,1.5]'),
        ("@(new JObject().ToString())", "{}"),
        ('@(JsonConvert.SerializeObject(new Dictionary<string, object> { {"a", new[] {1}} }))', '{"a":[1]}'),
        ('@(JsonConvert.SerializeObject("q\\"\\n"))', '"q\\"\\n"'),
        (
            "@(JsonConvert.SerializeObject(new { at = new DateTime(2020, 1, 2) }))",
            '{"at":"2020-01-02T00:00:00"}',
        ),
        ('@(JsonConvert.DeserializeObject<JObject>("{\\"a\\":1}")["a"])', "1"),
        ('@(JToken.DeepEquals(JToken.Parse("[1]"), new JArray(1)))', "True"),
        (
            '@{ var o = JObject.Parse("{\\"a\\":1}"); o.Remove("a"); return o.ToString(); }',
            "{}",
        ),
        (
            '@{ var o = JObject.Parse("{\\"a\\":1}"); o.Property("a").Remove(); return o.Count; }',
            "0",
        ),
        ('@{ JToken t = "x"; return t.Type; }', "String"),
        ("@(JsonConvert.SerializeObject(new byte[] {1, 2}))", '"AQI="'),
        ("@(JsonConvert.SerializeObject(DayOfWeek.Monday))", "1"),
        ('@(JsonConvert.SerializeObject(new Uri("http://h/a?b")))', '"http://h/a?b"'),
        ('@(JObject.Parse("{\\"a\\":{\\"b c\\":[1,2]}}").SelectToken("a[\'b c\'][1]").Path)', "a['b c'][1]"),
        ('@(JObject.Parse("{\\"a\\":{\\"b\\":1}}")["a"]["b"].Path)', "a.b"),
        (
            '@{ var o = new JObject(new JProperty("a", 1)); o.AddFirst(new JProperty("z", 2));'
            " return o.ToString(Formatting.None); }",
            '{"z":2,"a":1}',
        ),
        ('@(new JValue(new Uri("http://h")).Type)', "Uri"),
        ("@{ var v = new JValue(1); v.Value = 2; return v; }", "2"),
        ('@(JObject.Parse("{\\"l\\":[{\\"k\\":1,\\"v\\":\\"x\\"}]}").SelectToken("l[?(@.k == 1)].v"))', "x"),
    ],
)
def test_json_is_read_and_written_as_newtonsoft_does(
    evaluate: Evaluate, context: Context, text: str, shown: str
) -> None:
    assert text_of(evaluate(text, context)) == shown


@pytest.mark.parametrize(
    ("document", "strict"),
    [
        ("{'a':1,}", '{"a":1}'),
        ("{a:1, $b_2 : 2}", '{"a":1,"$b_2":2}'),
        ('/*c*/{"a":[1,2,],// d\n}', '{"a":[1,2]}'),
        ("['it\\'s \"x\" \\\\', \"b: 'c', //d\"]", '["it\'s \\"x\\" \\\\","b: \'c\', //d"]'),
        ("{a: 0x1F, 'b': [0x10,]}", '{"a":31,"b":[16]}'),
        ('["a\nb"]', '["a\\nb"]'),
    ],
)
def test_json_is_read_as_leniently_as_newtonsoft_does(evaluate: Evaluate, document: str, strict: str) -> None:
    context = Context(request=Request(body=Body(document.encode())))
    assert evaluate("@(context.Request.Body.As<JToken>().ToString(Formatting.None))", context) == strict


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('@((int)JToken.Parse("3.5"))', 4),
        ('@((int)JToken.Parse("2.5"))', 2),
        ('@((long)JToken.Parse("2.7"))', 3),
        ('@((int)JToken.Parse("-3.5"))', -4),
        ('@((int)JToken.Parse("true"))', 1),
        ('@(JObject.Parse("{\\"a\\":3.5}").Value<int>("a"))', 4),
        ('@(JToken.Parse("1.5").ToObject<int>())', 2),
    ],
)
def test_a_fraction_in_json_is_rounded_half_to_even(evaluate: Evaluate, text: str, value: int) -> None:
    assert evaluate(text) == value


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('@((int)JToken.Parse("3000000000"))', "OverflowException"),
        ('@((byte)JToken.Parse("256"))', "OverflowException"),
        ('@((int)JToken.Parse("1e30"))', "OverflowException"),
        ('@(JObject.Parse("{}").SelectToken("q.w", true))', "JsonException"),
        ('@(JArray.Parse("[1]").SelectToken("[3]", errorWhenNoMatch: true))', "JsonException"),
        ('@(JArray.Parse("[1, 2]").SelectToken("[*]"))', "JsonException"),
        ('@(JObject.Parse("{a b:1}"))', "JsonReaderException"),
        ('@(JObject.Parse("{\'a:1}"))', "JsonReaderException"),
        ('@(JObject.Parse("x"))', "JsonReaderException"),
        ('@(JObject.Parse("[]"))', "JsonReaderException"),
        ('@(JArray.Parse("{}"))', "JsonReaderException"),
        ('@(JToken.Parse("1")["a"])', "InvalidOperationException"),
        ('@(JObject.Parse("{}")["a"]["b"])', "NullReferenceException"),
        ('@((int)JToken.Parse("null"))', "ArgumentException"),
        ('@(new JObject(new JProperty("a", 1), new JProperty("a", 2)))', "ArgumentException"),
        ('@((JArray)JToken.Parse("{}"))', "InvalidCastException"),
    ],
)
def test_json_that_does_not_fit_fails(evaluate: Evaluate, text: str, kind: str) -> None:
    with pytest.raises(ExpressionError) as failure:
        evaluate(text)
    assert failure.value.kind == kind
