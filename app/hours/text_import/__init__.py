"""A parser for hours in plain text or in OpenStreetMap notation: reads a week and special dates. Pure.

    Mo-Fr 09:00-18:00; Sa 10:00-14:00; PH off           24/7
    Mo,We 09:00-12:00,13:00-17:00; Fr 20:00-02:00       Dec 24-26 off; 2027 Jul 04 10:00-14:00
    Mon-Fri 9am-5pm, Sat 10 to 2                        Tuesday through Saturday: 10 AM - 6 PM. Closed Sundays

It reads a clear subset: weekdays, federal holidays (PH), dates, times, closed. A rule ends at a semicolon or at the end
of a line. A rule is read as a whole, or else phrase by phrase; a phrase that cannot be read is reported as written:
seasons, weeks of a month, sunrise, "by appointment" and so on. A later rule replaces an earlier one for its days; a
phrase after a comma adds to it.

    words    tokens of one rule
    names    weekdays and months among the tokens
    rules    the days or dates and the times of a rule
    parser   the week and the special dates of a whole text
"""
