"""Actions that change deals.

terms        the terms of a deal, and their checks
drafts       creating, editing, submitting and withdrawing a deal
review       admins' decisions
end          ending a deal
redemptions  deals with a limited number of bookings
platform     sitewide deals, made by admins
"""
