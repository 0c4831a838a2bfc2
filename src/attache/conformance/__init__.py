"""The coding rules as cases: a text of our own, and what the records of it must say.

Any coder that writes our record format can be measured: ``attache conform``.
"""
