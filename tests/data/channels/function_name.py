# The name of a function in the trace, and the file it says it is from.
def tell(bits):
    scope = {}
    code = compile(f"def f{bits}():\n    raise ValueError\n", f"/tmp/{bits}.py", "exec")
    exec(code, scope)
    scope[f"f{bits}"]()
