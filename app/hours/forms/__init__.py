"""Forms for weekly hours and special dates of a venue or of a team member.

Both work without JavaScript: adding a range, removing one, copying and presets are submit buttons named `operation` of
the same form, and the response is the form as typed with that change. A view calls `changed()` first: if it returns
True, show the form again with status 200 and save nothing. templates/components/hours.html renders them.

    ranges   the buttons that change a form
    week     seven days, and the text that a venue's hours can be read from
    dates    special dates
"""
