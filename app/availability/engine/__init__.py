"""The availability engine: takes hours and reservations, returns starts and the reasons for unavailable ones.

Pure: no I/O, no clock, no framework. Instants are aware datetimes (UTC in results), hours are wall minutes in the
venue's time zone, durations are elapsed minutes. Listing and checking share one path, so what is shown can be booked:

    types          inputs and results
    local_time     conversion between wall time and instants; repeated and skipped hours
    ranges         merging, intersecting and subtracting ranges of numbers
    working_time   when a venue is open and a member works
    grid           the candidate starts
    rules          one form for every rule that a start must pass
    lanes          the rules of each lane of a resource
    pools          the rules of the rooms and equipment that a service needs besides
    evaluation     the grid and the rules for one question
    listed_starts  the starts that pass every rule
    available      the same starts, without listing them all
    refusals       the first rule that a start fails
    combined       two services booked together
    party_lanes    the lanes that can serve the bookings of a party, and when
    party_orders   the search for a party whose bookings take turns
    party          up to eight guests at the same time or back to back
    joint_lanes    lanes for several bookings whose times are known
    openings       the questions that others ask: which starts are available, and why one is not
"""
