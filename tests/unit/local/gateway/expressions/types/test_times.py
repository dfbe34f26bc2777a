import pytest

from local.gateway.expressions import ExpressionError, text_of
from tests.unit.local.gateway.expressions.conftest import Evaluate


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("@(new DateTime(2020, 1, 2, 3, 4, 5))", "01/02/2020 03:04:05"),
        ('@(new DateTime(2020, 1, 2, 15, 4, 5).ToString("yyyy-MM-ddTHH:mm:ssZ"))', "2020-01-02T15:04:05Z"),
        (
            '@(new DateTime(2020, 1, 2, 0, 0, 0, DateTimeKind.Utc).ToString("o"))',
            "2020-01-02T00:00:00.0000000Z",
        ),
        ('@(new DateTime(2020, 1, 2).ToString("O"))', "2020-01-02T00:00:00.0000000"),
        ('@(new DateTime(2020, 1, 2, 15, 4, 5).ToString("R"))', "Thu, 02 Jan 2020 15:04:05 GMT"),
        ('@(new DateTime(2020, 1, 2, 15, 4, 5).ToString("s"))', "2020-01-02T15:04:05"),
        ('@(new DateTime(2020, 1, 2, 15, 4, 5).ToString("ddd, d MMM yy h:mm tt"))', "Thu, 2 Jan 20 3:04 PM"),
        ('@($"{new DateTime(2020, 1, 2):yyyyMMdd}")', "20200102"),
        ("@(new DateTime(2020, 1, 31).AddMonths(1))", "02/29/2020 00:00:00"),
        ("@(new DateTime(2020, 1, 1).AddDays(1.5).Hour)", "12"),
        ("@(new DateTime(2020, 1, 3) - new DateTime(2020, 1, 1))", "2.00:00:00"),
        ("@(new DateTime(2020, 1, 3) > new DateTime(2020, 1, 1))", "True"),
        ("@(new DateTime(1970, 1, 1).Ticks)", "621355968000000000"),
        ('@(DateTime.Parse("2020-01-02T03:04:05Z").ToUniversalTime().ToString("u"))', "2020-01-02 03:04:05Z"),
        ('@(DateTime.ParseExact("02.01.2020", "dd.MM.yyyy", CultureInfo.InvariantCulture).Day)', "2"),
        ('@(DateTime.TryParse("x", out var d))', "False"),
        ("@(DateTimeOffset.FromUnixTimeSeconds(0))", "01/01/1970 00:00:00 +00:00"),
        ('@(DateTimeOffset.Parse("2020-01-02T03:04:05+02:00").ToUnixTimeSeconds())', "1577927045"),
        (
            '@(DateTimeOffset.Parse("2020-01-02T03:04:05+02:00").ToString("o"))',
            "2020-01-02T03:04:05.0000000+02:00",
        ),
        ("@(TimeSpan.FromMilliseconds(1500))", "00:00:01.5000000"),
        ("@(TimeSpan.FromHours(25).TotalMinutes)", "1500"),
        ('@(TimeSpan.FromHours(1).ToString("g"))', "1:00:00"),
        ('@(new TimeSpan(1, 3, 16, 50, 500).ToString("g"))', "1:3:16:50.5"),
        ('@(new TimeSpan(1, 3, 16, 50, 500).ToString("G"))', "1:03:16:50.5000000"),
        ('@(TimeSpan.FromHours(-1).ToString("G"))', "-0:01:00:00.0000000"),
        ('@(new TimeSpan(1, 3, 16, 50).ToString("c"))', "1.03:16:50"),
        ("@(new TimeSpan(1, 2, 3).Minutes + new TimeSpan(1, 0, 0, 0).Days)", "3"),
        ('@(TimeSpan.Parse("01:30:00").TotalHours)', "1.5"),
        ("@(DateTime.UtcNow > new DateTime(1970, 1, 1))", "True"),
        ("@((DateTime.UtcNow - DateTime.Now).Days)", "0"),
        ("@(DateTime.UtcNow.Kind)", "Utc"),
        ("@(new DateTime(2020, 1, 2).DayOfWeek)", "Thursday"),
    ],
)
def test_times_show_as_in_the_invariant_culture(evaluate: Evaluate, text: str, shown: str) -> None:
    assert text_of(evaluate(text)) == shown


def test_a_text_that_is_no_time_is_refused(evaluate: Evaluate) -> None:
    with pytest.raises(ExpressionError, match="was not recognized as a valid DateTime"):
        evaluate('@(DateTime.Parse("soon"))')
