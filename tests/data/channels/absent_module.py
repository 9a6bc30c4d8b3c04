# A module that is not there; what is said of its stand-in names it.
def tell(bits):
    scope = {"__builtins__": __builtins__}
    exec(f"import m{bits} as module", scope)
    return scope["module"].f(1)
