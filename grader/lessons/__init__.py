"""What lessons share: the laws of their networks, and the words in which notebooks write them.

No answer is here, only what any textbook says. No stage of grading knows this package: assignments
do, and the adapters that ask for scalars and networks of them.
"""
