"""The sums agree with the examples of the standards."""

from video import digest


def test_the_example_of_rfc_2617() -> None:
    challenge = {
        "realm": "testrealm@host.com",
        "nonce": "dcd98b7102dd2f0e8b11d0f600bfb0c093",
        "qop": "auth",
        "nc": "00000001",
        "cnonce": "0a4f113b",
    }
    signed = digest.response("Mufasa", "Circle Of Life", "GET", "/dir/index.html", challenge)
    assert signed == "6629fae49393a05397450978507c4ef1"


def test_the_sha_256_example_of_rfc_7616() -> None:
    challenge = {
        "realm": "http-auth@example.org",
        "algorithm": "SHA-256",
        "nonce": "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
        "qop": "auth",
        "nc": "00000001",
        "cnonce": "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
    }
    signed = digest.response("Mufasa", "Circle of Life", "GET", "/dir/index.html", challenge)
    assert signed == "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"


def test_parameters_may_be_quoted_or_plain() -> None:
    header = 'realm="a, b", nonce=xyz , qop="auth,auth-int", stale=TRUE'
    assert digest.parameters(header) == {
        "realm": "a, b",
        "nonce": "xyz",
        "qop": "auth,auth-int",
        "stale": "TRUE",
    }
