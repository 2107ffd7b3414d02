from core.ids import derived_uuid7, uuid7


def test_ids_made_in_a_row_sort_in_that_row() -> None:
    made = [uuid7() for _ in range(2000)]
    assert made == sorted(made)
    assert len({*made}) == len(made)
    assert all(one.version == 7 for one in made)


def test_an_id_of_a_millisecond_carries_it_and_derived_ones_are_the_same_again() -> None:
    assert uuid7(1_700_000_000_000).int >> 80 == 1_700_000_000_000
    assert derived_uuid7(1, "a", 2) == derived_uuid7(1, "a", 2) != derived_uuid7(1, "a2")
