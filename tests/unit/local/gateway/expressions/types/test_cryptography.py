import pytest

from local.gateway.expressions import ExpressionError
from tests.unit.local.gateway.expressions.conftest import Evaluate

BYTES = 'System.Text.Encoding.UTF8.GetBytes("abc")'


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (
            f"@(Convert.ToBase64String(System.Security.Cryptography.SHA256.Create().ComputeHash({BYTES})))",
            "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=",
        ),
        (
            f'@(BitConverter.ToString(new MD5CryptoServiceProvider().ComputeHash({BYTES})).Replace("-", ""))',
            "900150983CD24FB0D6963F7D28E17F72",
        ),
        (
            f"@(Convert.ToBase64String(new HMACSHA256({BYTES}).ComputeHash({BYTES})))",
            "LwLiSuLh/ogDmfJ2AK+og2TmBiv5u+EUsy+o8j0DYIo=",
        ),
        (
            f'@{{ var k = new byte[16]; var e = {BYTES}.Encrypt("Aes", k, k);'
            ' return Encoding.UTF8.GetString(e.Decrypt("Aes", k, k)); }',
            "abc",
        ),
        ('@(Encoding.ASCII.GetString(Convert.FromBase64String("aGk=")))', "hi"),
    ],
)
def test_hashes_and_ciphers_give_what_dotnets_give(evaluate: Evaluate, text: str, value: object) -> None:
    assert evaluate(text) == value


SIGNING = """@{
    using (RSA rsa = context.Deployment.Certificates["mine"].GetRSAPrivateKey())
    {
        return rsa.SignData(new byte[1], HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }
}"""


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (SIGNING, "KeyNotFoundException"),
        ('@(context.Deployment.Certificates["mine"].RawData)', "KeyNotFoundException"),
        ('@(Convert.FromBase64String("?"))', "FormatException"),
        ('@(new byte[16].Decrypt("Aes", new byte[16], new byte[16]))', "CryptographicException"),
        ('@(new byte[16].Encrypt("Aes", new byte[3], new byte[16]))', "CryptographicException"),
        ('@(new byte[16].Encrypt("Rot13", new byte[16], new byte[16]))', "ArgumentException"),
    ],
)
def test_what_cannot_be_decoded_or_decrypted_is_refused(evaluate: Evaluate, text: str, kind: str) -> None:
    with pytest.raises(ExpressionError) as failure:
        evaluate(text)
    assert failure.value.kind == kind
