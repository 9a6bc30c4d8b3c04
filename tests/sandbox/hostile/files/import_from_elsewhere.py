# expect: refused
# control: unlocked allowed
"""Import the grader's file, as a module and by hand."""

import importlib.machinery
import sys

from attacking import tried


def attack(world):
    def as_a_module():
        sys.path.insert(0, world["folder"])
        sys.path_importer_cache.clear()
        found = __import__("secret").ANSWER
        if type(found) is not str:  # a stand-in for a module that is not there
            raise ImportError

    loader = importlib.machinery.SourceFileLoader("answers", world["secret"])
    return tried({"import": as_a_module, "loader": lambda: loader.get_code("answers")})
