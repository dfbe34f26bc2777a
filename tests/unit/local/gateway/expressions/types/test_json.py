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
        ('@(JObject.Parse("{\\"l\\":[{\\"k\\":1,\\"v\\":\\"x\\"}]}").SelectToken("l[?(@.k == 1)].v"))', "x"),
    ],
)
def test_json_is_read_and_written_as_newtonsoft_does(
    evaluate: Evaluate, context: Context, text: str, shown: str
) -> None:
    assert text_of(evaluate(text, context)) == shown


@pytest.mark.parametrize(
    ("text", "kind"),
    [
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
