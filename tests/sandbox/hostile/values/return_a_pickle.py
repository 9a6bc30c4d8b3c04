# expect: passed
# judged: not_an_array
# control: inside left
"""Return an object that runs code where it is unpacked."""


class Parcel:
    def __reduce__(self):
        return (exec, ("import builtins; builtins.left_by_a_submission = True",))


def attack(_world):
    return {"answer": [Parcel()]}
