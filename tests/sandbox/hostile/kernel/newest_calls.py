# expect: refused
"""Make the calls that are younger than most filters; on every machine they bear these numbers."""

from attacking import system_call_number, tried

YOUNG = {
    "landlock_add_rule": 445, "landlock_restrict_self": 446, "process_mrelease": 448,
    "futex_waitv": 449, "set_mempolicy_home_node": 450, "cachestat": 451, "fchmodat2": 452,
    "map_shadow_stack": 453, "futex_wake": 454, "statmount": 457, "listmount": 458,
    "lsm_get_self_attr": 459, "lsm_set_self_attr": 460, "mseal": 462, "setxattrat": 463,
}  # fmt: skip


def attack(_world):
    return tried(
        {
            name: lambda number=number: system_call_number(number, 0, 0, 0, 0, 0, 0)
            for name, number in YOUNG.items()
        }
    )
