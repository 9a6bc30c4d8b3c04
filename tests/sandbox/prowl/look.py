"""Look at everything that can be reached from inside, and tell of it when asked.

`report()` looks once until `taken()`; the test calls it from wherever code of the student's runs.
"""

import ctypes
import gc
import hashlib
import os
import select
import sys
import types

import numpy as np

TOLD = []
PREFIX = "TELL" + "TALE-"
PAGE = 4096
PATHS = (
    "/proc/self/mem",
    "/proc/self/maps",
    "/proc/self/cmdline",
    "/proc/self/environ",
    "/proc/self/fd",
    "/dev/mem",
)


def report():
    if not TOLD:
        gc.disable()  # it would go through all of that again and again
        TOLD.append(prowl())
        gc.enable()
        gc.collect()  # frames that were looked at hold themselves, and the call's arguments


def taken():
    told = TOLD[:]
    TOLD.clear()
    return told


def prowl():
    found = everything()
    texts = [one for one in found if type(one) is str]
    marked = [text for text in texts if PREFIX in text]
    marked += [
        one.decode("latin-1")
        for one in found
        if type(one) in (bytes, bytearray) and PREFIX.encode() in one
    ]
    arrays = [one for one in found if type(one) is np.ndarray and one.dtype.kind in "fiu"]
    arrays += [
        np.array(one)
        for one in found
        if type(one) in (list, tuple) and one and all(type(n) is float for n in one)
    ]
    codes = [one for one in found if type(one) is types.CodeType]
    modules = [one for one in found if type(one) is types.ModuleType]
    told = {
        "modules": sorted({*sys.modules, *(str(m.__dict__.get("__name__")) for m in modules)}),
        "codes": sorted({f"{c.co_filename}:{c.co_qualname}" for c in codes if is_ours(c)}),
        "classes": sorted(
            {
                f"{c.__module__}.{c.__qualname__}"
                for c in found
                if type(c) is type and str(c.__module__).startswith("grader")
            }
        ),
        "arrays": np.array(sorted({digest(a) for a in arrays}), "u8"),
        "floats": np.array(sorted({one for one in found if type(one) is float and one == one})),
        "marked": sorted({text[text.index(PREFIX) :][:40] for text in marked}),
        "memory": in_memory(found),
        "opened": [path for path in PATHS if can_be_opened(path)],
        "waiting": [n for n in range(64) if waits(n)],
    }
    for own in (found, texts, marked, arrays, codes, modules):
        own.clear()
    return told


def everything():
    gc.unfreeze()
    roots = [*sys.modules.values(), *sys._current_frames().values()]
    frame = sys._getframe()
    while frame is not None:
        roots += [frame, dict(frame.f_locals), frame.f_globals, frame.f_code]
        frame = frame.f_back
    # now that frames keep no locals of an earlier look
    roots += gc.get_objects()
    seen, found = set(), []
    seen |= {id(roots), id(seen), id(found), id(TOLD)}  # what is our own
    while roots:
        one = roots.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        found.append(one)
        roots += gc.get_referents(one)
        if type(one) is types.FunctionType:
            roots.append(one.__code__)
    seen.clear()  # frames hold this one, and are among what was found
    return found


def is_ours(code):
    return not any(part in code.co_filename for part in ("/lib/python", "<frozen", "<__array"))


def digest(array):
    whole = np.ascontiguousarray(array, "f8")
    return int.from_bytes(hashlib.blake2b(whole.tobytes(), digest_size=8).digest(), "big")


def in_memory(found):
    """Read every page that holds an object, what was freed in it too."""
    told = set()
    wanted = PREFIX.encode()
    for page in {id(one) // PAGE for one in found}:
        data = ctypes.string_at(page * PAGE, PAGE)
        place = data.find(wanted)
        while place >= 0:
            told.add(data[place : place + 40].decode("latin-1"))
            place = data.find(wanted, place + 1)
    return sorted(told)


def can_be_opened(path):
    try:
        os.close(os.open(path, os.O_RDONLY))
    except OSError:
        return False
    return True


def waits(number):
    try:
        os.fstat(number)
        return number > 0 and bool(select.select([number], [], [], 0)[0])
    except (OSError, ValueError):
        return False


report()
