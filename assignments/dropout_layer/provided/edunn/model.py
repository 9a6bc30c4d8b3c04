"""La base de todas las capas y las dos fases en que una red puede estar."""

from enum import Enum


class Phase(Enum):
    """La fase de una red. Cada miembro tiene varios nombres: Phase.Test es Phase.Prueba."""

    Training = "Training"
    Test = "Test"

    Train = TRAIN = TRAINING = Entrenamiento = ENTRENAMIENTO = "Training"
    Testing = TEST = Eval = Evaluation = Prueba = PRUEBA = Evaluacion = "Test"


Fase = Phase


class Layer:
    """Una capa: `forward` transforma `x` en `y` y `backward` lleva los gradientes de vuelta.

    Recuerda en qué fase está (`self.phase`, al principio Phase.Training). Con `set_cache` se guarda
    lo que `backward` va a necesitar.
    """

    def __init__(self, name=None):
        self.name = name or type(self).__name__
        self.phase = Phase.Training
        self.parameters = {}
        self.frozen = False
        self.cache = ()

    def set_phase(self, phase):
        """Pasa la capa a Phase.Training o a Phase.Test."""
        self.phase = phase

    def set_cache(self, *values):
        """Guarda valores para `backward`."""
        self.cache = values

    def get_cache(self):
        """Devuelve, en una tupla, lo que guardó `set_cache`."""
        return self.cache

    def register_parameter(self, name, value):
        """Da de alta un parámetro que el entrenamiento puede cambiar."""
        self.parameters[name] = value

    def get_parameters(self):
        """Devuelve los parámetros por su nombre; {} si la capa no tiene ninguno."""
        return self.parameters

    def parameter_count(self):
        """Cuenta los números que el entrenamiento puede cambiar."""
        return sum(value.size for value in self.parameters.values())

    def forward(self, x):
        """Devuelve la salida de la capa para la entrada `x`."""
        raise NotImplementedError

    def backward(self, dE_dy):
        """Devuelve el gradiente de la entrada y un dict con el de cada parámetro."""
        raise NotImplementedError

    def __repr__(self):
        """Nombra la capa."""
        return self.name


Capa = Model = ModelWithParameters = ModelWithoutParameters = Layer
