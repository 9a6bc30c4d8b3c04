# An exception whose text is made when it is asked for.
class Sly(ValueError):
    def __str__(self):
        return "x" * (self.args[0] % 200)
def tell(bits):
    raise Sly(bits)
