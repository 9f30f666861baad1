"""Goal fulfilment (måluppfyllelse): the methods, the queue, and what comes next. Pure: no models, no clock, no float.

Read `underlag` (what is known), `metoder` (domain section 7), then what is derived from them.
"""
