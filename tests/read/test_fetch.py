from __future__ import annotations

import asyncio
import contextlib
import gzip
import inspect
import ssl
import tracemalloc
import zlib
from http.server import BaseHTTPRequestHandler

import httpx2
import pytest

from briefer import __version__
from briefer.errors import FetchError
from briefer.read.fetch import MAX_BYTES, fetch, parse_content_type, translated
from briefer.settings import Settings
from tests.servers.pages import Page, PageServer, break_off, redirect, stall_after

OPEN = Settings.model_validate({"allow_private": True, "fetch_timeout_s": 10})
SHUT = Settings.model_validate({"fetch_timeout_s": 10})


def knows(**names: list[str]):
    """A resolver stub that knows these names (underscores stand for dots) ."""
    asked: list[str] = []

    async def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        known = {name.replace("_", "."): addresses for name, addresses in names.items()}
        if host not in known:
            raise OSError(f"no such host {host}")
        return known[host]

    return resolve


async def test_page_comes_back_with_its_type_and_charset():
    """A fetch gives body, final address, type and charset."""
    page = Page("<p>Tide tables.</p>", content_type="Text/HTML; charset=ISO-8859-1")
    with PageServer({"/a": page}) as server:
        got = await fetch(server.url("/a"), settings=OPEN)
    assert (got.body, got.content_type, got.charset) == (b"<p>Tide tables.</p>", "text/html", "iso-8859-1")
    assert got.final_url == server.url("/a")


async def test_request_names_briefer_and_the_host_that_was_asked_for():
    """The user agent is honest, Host is the name and not the address, and no cookie or proxy header is sent."""
    with PageServer({"/a": Page("x")}) as server:
        url = server.url("/a", host="news.example")
        await fetch(url, settings=OPEN, resolve=knows(news_example=["127.0.0.1"]))
    headers = server.requests[0].headers
    assert headers["user-agent"].startswith(f"briefer/{__version__}")
    assert headers["host"] == f"news.example:{server.port}"
    assert "cookie" not in headers


async def test_private_address_is_refused_without_allow_private():
    """A loopback server is never reached unless private addresses are allowed, on any port."""
    with PageServer({"/": Page("secret")}) as server:
        with pytest.raises(FetchError):
            await fetch(server.url("/"), settings=SHUT)
        with pytest.raises(FetchError, match="not public"):
            await fetch("http://127.0.0.1/", settings=SHUT)
        with pytest.raises(FetchError, match="not public"):
            await fetch("http://inside.example/", settings=SHUT, resolve=knows(inside_example=["127.0.0.1"]))
    assert server.requests == []


async def test_name_whose_answer_changes_is_connected_to_the_checked_address():
    """A name that answers with another address the second time is asked only once, so the check holds."""
    answers = iter([["127.0.0.1"], ["127.0.0.99"]])

    async def resolve(host: str, port: int) -> list[str]:
        return next(answers)

    with PageServer({"/": Page("the checked one")}) as server:
        got = await fetch(server.url("/", host="rebind.example"), settings=OPEN, resolve=resolve)
    assert got.body == b"the checked one"
    assert next(answers) == ["127.0.0.99"]


async def test_name_that_turns_private_at_a_redirect_is_refused():
    """Every hop is resolved and checked anew: the second answer of a rebinding name is refused."""
    hits: list[str] = []

    async def resolve(host: str, port: int) -> list[str]:
        hits.append(host)
        return ["93.184.216.34"] if len(hits) == 1 else ["169.254.169.254"]

    transport = httpx2.MockTransport(lambda request: httpx2.Response(302, headers={"location": "/again"}))
    with pytest.raises(FetchError, match="not public"):
        await fetch("http://rebind.example/", settings=SHUT, resolve=resolve, transport=transport)
    assert len(hits) == 2


async def test_connection_goes_to_the_address_with_the_name_in_sni():
    """The request is addressed to the checked address, and TLS is told the name."""
    seen: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(200, headers={"content-type": "text/html"}, content=b"x")

    resolve = knows(news_example=["93.184.216.34"])
    await fetch("https://news.example/a", settings=SHUT, resolve=resolve, transport=httpx2.MockTransport(answer))
    assert seen[0].url.host == "93.184.216.34"
    assert seen[0].headers["host"] == "news.example"
    assert seen[0].extensions["sni_hostname"] == "news.example"


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://2130706433/",
        "file:///etc/passwd",
        "ftp://example.org/",
        "http://user:pass@public.example/",
        "http://public.example:8080/",
        "//10.0.0.1/",
        "http://[",
    ],
)
async def test_redirect_to_what_may_not_be_fetched_is_refused(location):
    """A redirect is checked like an address that was typed."""
    transport = httpx2.MockTransport(lambda request: httpx2.Response(302, headers={"location": location}))
    with pytest.raises(FetchError):
        await fetch(
            "http://public.example/",
            settings=SHUT,
            resolve=knows(public_example=["93.184.216.34"]),
            transport=transport,
        )


async def test_redirect_from_a_real_server_to_a_refused_scheme_is_refused():
    """A real answer that redirects to a file is an error, not a read."""
    with PageServer({"/a": redirect("file:///etc/passwd")}) as server:
        with pytest.raises(FetchError, match="http and https"):
            await fetch(server.url("/a"), settings=OPEN)


async def test_redirect_from_https_to_http_is_refused():
    """What began encrypted is not carried on in the clear."""
    transport = httpx2.MockTransport(lambda request: httpx2.Response(301, headers={"location": "http://news.example/"}))
    with pytest.raises(FetchError, match="https to http"):
        await fetch(
            "https://news.example/",
            settings=SHUT,
            resolve=knows(news_example=["93.184.216.34"]),
            transport=transport,
        )


async def test_five_redirects_are_followed_and_six_are_not():
    """The fifth redirect is followed, the sixth is an error; a loop ends the same way."""
    routes = {f"/{number}": redirect(f"/{number + 1}") for number in range(6)}
    with PageServer({**routes, "/6": Page("arrived"), "/loop": redirect("/loop")}) as server:
        got = await fetch(server.url("/1"), settings=OPEN)
        assert got.body == b"arrived"
        assert got.final_url == server.url("/6")
        for path in ("/0", "/loop"):
            with pytest.raises(FetchError, match="redirects more than 5 times"):
                await fetch(server.url(path), settings=OPEN)


async def test_cookies_are_not_carried_across_a_redirect():
    """A cookie set at one hop is not sent at the next, whoever is there."""
    hop = Page(status=302, headers={"Location": "/b", "Set-Cookie": "session=1"})
    with PageServer({"/a": hop, "/b": Page("x")}) as server:
        await fetch(server.url("/a"), settings=OPEN)
    assert "cookie" not in server.requests[1].headers


async def test_proxy_variables_are_ignored(monkeypatch):
    """A proxy of the environment is not used, as it would resolve the name again."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with PageServer({"/": Page("direct")}) as server:
        assert (await fetch(server.url("/"), settings=OPEN)).body == b"direct"


async def test_second_address_is_tried_when_the_first_refuses():
    """Of several checked addresses the next is tried when one does not connect."""
    with PageServer({"/": Page("second")}) as server:
        resolve = knows(news_example=["127.0.0.2", "127.0.0.1"])
        got = await fetch(server.url("/", host="news.example"), settings=OPEN, resolve=resolve)
    assert got.body == b"second"


async def test_gzip_and_deflate_are_decoded():
    """Both compressions that are asked for come out as the page."""
    page = b"<p>" + b"The harbour was busy. " * 100
    routes = {
        "/gzip": Page(gzip.compress(page), headers={"Content-Encoding": "gzip"}),
        "/deflate": Page(zlib.compress(page), headers={"Content-Encoding": "deflate"}),
    }
    with PageServer(routes) as server:
        for path in routes:
            assert (await fetch(server.url(path), settings=OPEN)).body == page


async def test_gzip_bomb_is_refused_in_bounded_memory():
    """A small answer that unfolds to a hundred megabytes is cut off at the cap, without being unfolded."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(b"\0" * 1_000_000) for _ in range(100)) + packer.flush()
    with PageServer({"/": Page(bomb, headers={"Content-Encoding": "gzip"})}) as server:
        tracemalloc.start()
        try:
            with pytest.raises(FetchError, match="over 20 MB"):
                await fetch(server.url("/"), settings=OPEN)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert peak < 4 * MAX_BYTES


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "compress"])
async def test_compression_that_was_not_asked_for_is_refused(encoding):
    """An encoding beyond gzip and deflate, or one inside the other, is an error."""
    with PageServer({"/": Page(b"xxxx", headers={"Content-Encoding": encoding})}) as server:
        with pytest.raises(FetchError, match="compression"):
            await fetch(server.url("/"), settings=OPEN)


async def test_broken_compression_is_an_error_line():
    """Bytes that are not the compression that they claim to be are an error."""
    with PageServer({"/": Page(b"not gzip", headers={"Content-Encoding": "gzip"})}) as server:
        with pytest.raises(FetchError, match="compression"):
            await fetch(server.url("/"), settings=OPEN)


async def test_page_of_ten_megabytes_is_read():
    """A page as large as the largest that has to work comes through whole."""
    body = b"<p>" + b"x" * 10_000_000
    with PageServer({"/": Page(body)}) as server:
        assert len((await fetch(server.url("/"), settings=OPEN)).body) == len(body)


async def test_page_over_the_cap_is_refused():
    """A body over the cap is an error even when nothing is compressed."""
    with PageServer({"/": Page(b"x" * (MAX_BYTES + 1))}) as server, pytest.raises(FetchError, match="over 20 MB"):
        await fetch(server.url("/"), settings=OPEN)


@pytest.mark.parametrize("beginning", [b"", b"<html><p>The beginning"], ids=["nothing", "a beginning"])
async def test_deadline_ends_a_body_that_stalls(beginning):
    """A server that stops in mid-body is given up when the deadline is over."""
    hurried = Settings.model_validate({"allow_private": True, "fetch_timeout_s": 0.3})
    with PageServer({"/": stall_after(beginning)}) as server, pytest.raises(FetchError, match=r"within 0\.3 s"):
        await fetch(server.url("/"), settings=hurried)


async def test_deadline_covers_all_redirects_together():
    """The deadline is one for the whole fetch: a stall after redirects does not get a new one."""
    hurried = Settings.model_validate({"allow_private": True, "fetch_timeout_s": 0.3})
    with PageServer({"/a": redirect("/b"), "/b": redirect("/c"), "/c": stall_after()}) as server:
        with pytest.raises(FetchError, match=r"within 0\.3 s"):
            await asyncio.wait_for(fetch(server.url("/a"), settings=hurried), timeout=5)


async def test_deadline_covers_the_name():
    """A name server that never answers is given up when the deadline is over."""

    async def never(host: str, port: int) -> list[str]:
        await asyncio.Event().wait()
        return []

    hurried = Settings.model_validate({"fetch_timeout_s": 0.2})
    with pytest.raises(FetchError, match=r"within 0\.2 s"):
        await fetch("http://news.example/", settings=hurried, resolve=never)


async def test_body_that_trickles_in_does_not_outlive_the_deadline():
    """A server that sends a byte now and then cannot keep the fetch alive."""

    def trickle(handler: BaseHTTPRequestHandler, server: PageServer) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        while not server.stopping.wait(0.02):
            handler.wfile.write(b".")
            handler.wfile.flush()

    hurried = Settings.model_validate({"allow_private": True, "fetch_timeout_s": 0.3})
    with PageServer({"/": trickle}) as server, pytest.raises(FetchError, match=r"within 0\.3 s"):
        await asyncio.wait_for(fetch(server.url("/"), settings=hurried), timeout=5)


@pytest.mark.parametrize("kind", ["image/png", "application/octet-stream", "text/css", "video/mp4", "application/zip"])
async def test_content_type_outside_the_list_is_refused(kind):
    """Only types that can hold an article are read."""
    with PageServer({"/": Page(b"x", content_type=kind)}) as server, pytest.raises(FetchError, match=kind):
        await fetch(server.url("/"), settings=OPEN)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 429, 451, 500, 503])
async def test_error_status_is_an_error_with_its_code(status):
    """An answer of 400 and more is a FetchError that carries the code and is asked for once."""
    with PageServer({"/": Page("no", status=status)}) as server:
        with pytest.raises(FetchError, match=str(status)) as caught:
            await fetch(server.url("/"), settings=OPEN)
    assert caught.value.status_code == status
    assert len(server.requests) == 1


async def test_connection_that_breaks_off_is_an_error_line():
    """A body that ends too early is not an article."""
    with PageServer({"/": break_off()}) as server, pytest.raises(FetchError, match="broke off"):
        await fetch(server.url("/"), settings=OPEN)


async def test_server_that_is_not_there_is_an_error_line():
    """A refused connection is a FetchError of one line without a status."""
    with PageServer() as server:
        url = server.url("/")
    with pytest.raises(FetchError, match="does not answer") as caught:
        await fetch(url, settings=OPEN)
    assert caught.value.status_code is None
    assert "\n" not in str(caught.value)


def every_httpx2_error() -> list[type[Exception]]:
    """All the exception classes that httpx2 gives out."""
    found = [value for _, value in inspect.getmembers(httpx2, inspect.isclass) if issubclass(value, Exception)]
    return [kind for kind in found if not issubclass(kind, Warning)]


@pytest.mark.parametrize("kind", every_httpx2_error(), ids=lambda kind: kind.__name__)
def test_every_error_of_the_http_client_is_translated(kind):
    """Whatever httpx2 raises comes out as a FetchError of one line that names the address."""
    error = kind.__new__(kind)
    Exception.__init__(error, "first line\nsecond line")
    with pytest.raises(FetchError) as caught, translated("http://news.example/a"):
        raise error
    assert "http://news.example/a" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("error", [OSError("disk"), ssl.SSLError("tls"), ConnectionResetError("reset"), TimeoutError()])
def test_errors_of_the_system_are_translated(error):
    """What the system raises below the client comes out as a FetchError too."""
    with pytest.raises(FetchError), translated("http://news.example/a"):
        raise error


def test_errors_of_ours_pass_unchanged():
    """A FetchError inside is not wrapped in another."""
    inner = FetchError("no", url="http://news.example/a")
    with pytest.raises(FetchError) as caught, translated("http://news.example/a"):
        raise inner
    assert caught.value is inner


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, (None, None)),
        ("", (None, None)),
        ("text/html", ("text/html", None)),
        ("TEXT/HTML;Charset=UTF-8", ("text/html", "utf-8")),
        ('text/html; charset="iso-8859-2"; x=y', ("text/html", "iso-8859-2")),
        (";;;", (None, None)),
    ],
)
def test_content_type_is_taken_apart(value, expected):
    """Type and charset are read in any case, and are None where they are not there."""
    assert parse_content_type(value) == expected


def test_certificate_that_is_not_trusted_is_named_as_such():
    """A failed certificate check says so, in place of a general failure."""
    with contextlib.ExitStack() as stack:
        caught = stack.enter_context(pytest.raises(FetchError, match="certificate"))
        stack.enter_context(translated("https://news.example/"))
        try:
            raise ssl.SSLCertVerificationError(1, "self-signed")
        except ssl.SSLError as cause:
            raise httpx2.ConnectError("failed") from cause
    assert caught.value.url == "https://news.example/"
