"""A stand-in for the geocoder of the US Census: the same request and answer, for addresses that nobody has to live at.

It knows ZIP codes, not streets: a street gets a made-up position in its ZIP code, always the same one.
"""
