"""What is kept of a stream begins with a key frame and never exceeds its bounds."""

from collections.abc import Iterable

from video.films import Film, Ring, Unit
from video.films.coding import Coding
from video.films.ring import LAG_S

H264 = Coding("h264", None)
GOP, RATE = 10, 10


def unit(number: int, size: int = 10) -> Unit:
    """Return one of ten packets a second, each tenth a key frame."""
    return Unit(number / RATE, number % GOP == 0, None, bytes([number % 256]) * size)


def filled(ring: Ring, numbers: Iterable[int], size: int = 10) -> Ring:
    ring.start(H264)
    for number in numbers:
        ring.add(unit(number, size))
    return ring


def numbers(film: Film | None) -> list[int]:
    assert film is not None
    return [one.data[0] for one in film.units]


def test_a_film_begins_with_the_key_frame_before_its_time_and_goes_on() -> None:
    ring = filled(Ring(3, 10_000), range(60))
    film = ring.film(at_s=5.5, before_s=2, after_s=1)
    assert numbers(film) == [*range(30, 60)]
    for number in range(60, 80):
        ring.add(unit(number))
    assert numbers(film) == [*range(30, 66)]  # 6.5 s, the last instant it is about
    assert film is not None
    assert (film.cut_short, film.done(6.6), film.done(7.5)) == (None, False, True)


def test_as_much_is_kept_as_goes_before_and_a_group_more() -> None:
    ring = filled(Ring(2, 10_000), range(100))
    assert ring.held == 30 * 10
    assert numbers(ring.film(9.9, 60, 0)) == [*range(70, 100)]


def test_nothing_is_kept_before_the_first_key_frame() -> None:
    ring = filled(Ring(5, 10_000), range(3, 10))
    assert ring.held == 0
    assert ring.film(1, 5, 5) is None


def test_bytes_are_bounded_even_within_one_group() -> None:
    ring = Ring(5, 55)
    ring.start(H264)
    for number in range(GOP):
        ring.add(unit(number))
        assert ring.held <= 55
    assert ring.film(1, 5, 5) is None  # a group without its beginning is worth nothing
    ring.add(unit(GOP))
    assert numbers(ring.film(1, 5, 5)) == [GOP]


def test_a_film_that_grows_too_large_ends_early_and_says_so() -> None:
    ring = filled(Ring(5, 100), range(5))
    film = ring.film(0.4, 5, 5)
    for number in range(5, 20):
        ring.add(unit(number))
    assert numbers(film) == [*range(10)]
    assert film is not None
    assert film.cut_short == "size_limit"


def test_a_stream_that_ends_ends_its_films_and_what_was_kept_may_still_be_asked_for() -> None:
    ring = filled(Ring(5, 10_000), range(15))
    film = ring.film(1.4, 5, 5)
    ring.stop()
    assert film is not None
    assert (numbers(film), film.cut_short, film.done(1.5)) == ([*range(15)], "camera_left", True)
    late = ring.film(1.4, 5, 5)
    assert late is not None
    assert (numbers(late), late.cut_short) == ([*range(15)], "camera_left")
    ring.start(H264)
    assert (ring.held, ring.film(1.4, 5, 5)) == (0, None)


def test_what_does_not_reach_up_to_an_instant_is_no_film_about_it() -> None:
    ring = filled(Ring(60, 10_000), range(20))
    assert ring.film(1.9 + LAG_S, 5, 5) is not None
    assert ring.film(2.1 + LAG_S, 5, 5) is None


def test_some_pictures_that_were_looked_at_are_kept_however_old() -> None:
    ring = Ring(5, 10_000, least=3)
    for minute in range(10):
        ring.add(Unit(minute * 60, True, None, bytes([minute])))
    film = ring.film(540, 5, 0)
    assert numbers(film) == [7, 8, 9]
    assert film is not None
    assert film.sampled


def test_without_room_nothing_is_kept() -> None:
    assert not Ring(5, 0).on
