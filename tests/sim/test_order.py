"""What each key of a scenario does to who is served when: small halls by hand, on both engines."""

from __future__ import annotations

from tests.sim.halls import Play, at, engines, hall, starts

ONE = {"1": 'serves = ["A", "B"]'}


@engines
def test_a_lower_level_is_called_first_however_long_the_other_has_waited(play: Play):
    people = {"A": at("08:00", "08:01", more="priority = 1"), "B": at("08:09", "08:19", "08:20", more="priority = 0")}

    # Of both who wait at 08:10 and at 08:20, B is called; the one of 08:20 itself comes after that call.
    assert starts(play(hall(people, ONE))) == [(0, "1"), (40, "1"), (10, "1"), (20, "1"), (30, "1")]


@engines
def test_a_credit_counts_as_so_much_longer_a_wait_and_no_more(play: Play):
    people = {"A": at("08:00", "08:01", "08:08"), "B": at("08:09", more="credit_min = 5")}

    # B counts as if from 08:04: after the one of 08:01, before the one of 08:08.
    assert starts(play(hall(people, ONE))) == [(0, "1"), (10, "1"), (30, "1"), (20, "1")]


@engines
def test_a_credit_works_within_its_level_only(play: Play):
    people = {
        "A": at("08:00", "08:05", more="priority = 1"),
        "B": at("08:01", more="priority = 2\ncredit_min = 600"),
    }

    assert starts(play(hall(people, ONE))) == [(0, "1"), (20, "1"), (10, "1")]


@engines
def test_a_counter_looks_only_at_the_classes_it_serves(play: Play):
    people = {"A": at("08:00", "08:01"), "B": at("08:00", "08:02", service="{ constant = 5 }")}
    counters = {"1": 'serves = ["A"]', "2": 'serves = ["B"]'}

    assert starts(play(hall(people, counters))) == [(0, "1"), (0, "2"), (10, "1"), (5, "2")]


@engines
def test_a_room_for_nobody_is_a_loss_system(play: Play):
    people = {"A": at("08:00", "08:05", "08:10", more="waiting_room = 0")}

    run = play(hall(people, {"1": 'serves = ["A"]'}))

    assert starts(run) == [(0, "1"), (None, None), (10, "1")]
    assert [visit.is_away for visit in run.visits] == [False, True, False]


@engines
def test_whoever_has_left_takes_no_place_in_the_waiting_room(play: Play):
    people = {"A": at("08:00", "08:01", "08:02", "08:05", more="waiting_room = 1\npatience = { constant = 4 }")}

    run = play(hall(people, {"1": 'serves = ["A"]'}))

    # The second waits from 08:01 to 08:05, when the fourth comes and finds its place empty.
    assert [visit.is_away for visit in run.visits] == [False, False, True, False]


@engines
def test_a_waiting_room_counts_its_own_class_alone(play: Play):
    people = {"A": at("08:00", "08:01", "08:02"), "B": at("08:03", "08:04", more="waiting_room = 1")}

    run = play(hall(people, ONE))

    assert [visit.is_away for visit in run.visits] == [False, False, False, False, True]


@engines
def test_whoever_holds_a_number_when_the_door_shuts_is_served_and_the_afternoon_begins_afresh(play: Play):
    people = {"A": at("08:50", "08:55", "10:00", service="{ constant = 20 }")}

    run = play(hall(people, {"1": 'serves = ["A"]'}, hours='[["08:00", "09:00"], ["10:00", "11:00"]]'))

    assert starts(run) == [(50, "1"), (70, "1"), (120, "1")]


@engines
def test_a_counter_with_hours_of_its_own_goes_home_although_people_wait(play: Play):
    people = {"A": at("08:50", "08:55")}

    run = play(hall(people, {"1": 'serves = ["A"]\nhours = [["08:00", "09:00"], ["10:00", "11:00"]]'}))

    assert starts(run) == [(50, "1"), (120, "1")]


@engines
def test_whoever_is_not_called_by_midnight_has_expired_and_a_service_before_it_is_finished(play: Play):
    people = {"A": at("23:50", "23:55", service="{ constant = 30 }")}

    run = play(hall(people, {"1": 'serves = ["A"]'}, hours='[["08:00", "24:00"]]'))

    assert starts(run) == [(15 * 60 + 50, "1"), (None, None)]
    assert run.visits[0].end_ms == (24 * 60 + 20) * 60_000


@engines
def test_patience_of_no_length_still_lets_a_free_counter_call(play: Play):
    people = {"A": at("08:00", "08:05", more="patience = { constant = 0 }")}

    assert starts(play(hall(people, {"1": 'serves = ["A"]'}))) == [(0, "1"), (None, None)]


@engines
def test_a_service_of_no_length_takes_a_millisecond(play: Play):
    people = {"A": at("08:00", "08:00", service="{ constant = 0 }")}

    assert starts(play(hall(people, {"1": 'serves = ["A"]'}))) == [(0, "1"), (1 / 60_000, "1")]
