"""Pages for reading and printing: charts as drawings in the page, and the page as one file that needs no other."""

import logging

# As it is imported it warns of a home where it cannot keep its fonts: no business of whoever wants a page.
logging.getLogger("matplotlib").setLevel(logging.ERROR)
