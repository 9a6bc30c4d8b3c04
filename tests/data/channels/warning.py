# A warning made into an exception.
import warnings
def tell(bits):
    warnings.simplefilter("error")
    warnings.warn(str(bits), type(f"W{bits}", (UserWarning,), {}), stacklevel=1 + bits % 3)
