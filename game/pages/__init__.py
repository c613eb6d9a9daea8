"""Pages for reading and printing: charts as drawings in the page, and the page as one file that needs no other."""
