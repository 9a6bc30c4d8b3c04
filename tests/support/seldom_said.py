"""Sentences of the lessons that are said of nothing that the general tests of lessons try."""

# sentences that no known mistake brings about
SELDOM = {
    "dense_layers": (
        "dense.bias_later",
        "dense.birth_later",
        "dense.repeated",
        "pipeline.stored_later",
        "relu.passes_later",
        "softmax.own_row_later",
        "softmax.rows_later",
        "softmax.stable_later",
        "spiral.radius_later",
        "spiral.rows_later",
    ),
    # the last is said of what does no work (tests/assignments/autograd_mlp/test_content.py)
    "autograd_mlp": ("training.falls", "mlp.narrow", "training.no_data"),
    # said of other values of neurons that are on, and of a class that was changed
    # (tests/assignments/autograd_dropout/test_content.py)
    "autograd_dropout": ("draws.value", "training.valor"),
    # said of what is no dropout (tests/assignments/dropout_layer/test_chance.py)
    "dropout_layer": ("no_dropout",),
    # said of what does no work (tests/assignments/regularization/test_unproven.py)
    "regularization": (
        "cost.quadratic_later",
        "l2.direction_later",
        "forward.pattern",
        "forward.hidden",
        "forward.nothing_kept",
        "forward.unfed",
        "forward.nothing_off",
        "backward.same_units_later",
        "model.unled",
        "model.l2_later",
        "model.dropout_later",
    ),
}
