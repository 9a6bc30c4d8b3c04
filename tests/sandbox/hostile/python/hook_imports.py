# expect: passed
# judged: wrong
# control: inside left
"""Answer later imports with modules of its own."""

import importlib.machinery
import sys
import types


class Impostor:
    @classmethod
    def find_spec(cls, name, _path=None, _target=None):
        return importlib.machinery.ModuleSpec(name, cls)

    @staticmethod
    def create_module(spec):
        return types.ModuleType(spec.name)

    @staticmethod
    def exec_module(module):
        module.pi = 3.0


def attack(_world):
    sys.meta_path.insert(0, Impostor)
    sys.path_importer_cache.clear()
    for name in ("math", "cmath"):
        sys.modules.pop(name, None)
    return [0.0, 0.0, 0.0]
