"""Sentences of the lessons that are said of nothing that the general tests of lessons try."""

# sentences that no known mistake brings about; those that judgement's notebooks do are in
# tests/data/judgement
SELDOM = {
    # the first three are said of layers that answer as they did at first, of a loss that adds up,
    # and of whole numbers: tests/data/judgement/dense_layers
    "dense_layers": (
        "spiral.again",
        "pipeline.kept",
        "dense.repeats",
        "loss.keeps",
        "relu.whole",
        "dense.bias_divides",
        "dense.bias_later",
        "dense.birth_later",
        "dense.follows_later",
        "dense.repeated",
        "loss.sparse_batch",
        "pipeline.flows",
        "pipeline.stored_later",
        # said of a spiral_data that calls the module's (tests/assignments/dense_layers)
        "provided.own_spiral",
        "relu.passes_later",
        "softmax.own_row_later",
        "softmax.rows_later",
        "softmax.stable_later",
        "spiral.radius_later",
        "spiral.rows_later",
    ),
    # the last is said of what does no work (tests/assignments/autograd_mlp/test_content.py)
    # said of other values of neurons that are on, and of a class that was changed
    # (tests/assignments/autograd_dropout/test_content.py)
    # advice, and what is said of neurons that hand on None, of an off neuron that hands back a
    # gradient, of what stays after a pass and of one seed for an epoch:
    # tests/data/judgement/autograd_dropout
    "autograd_dropout": (
        "draws.constant",
        "draws.handed",
        "draws.layers",
        "draws.on_the_way",
        "flow.cut",
        "training.other_rate",
        "training.same_draws",
        "training.some_samples",
        "flow.off",
        "predict.after",
        "predict.value",
        "training.ignores_x",
        "training.ignores_y",
        "training.of_scalars",
        "training.one_less",
        "training.one_more",
        "training.one_step",
        "training.seeded",
        "training.shared",
        "draws.missing.fails",
        "draws.value",
        "flow.valor",
        "predict.narrow",
        "training.valor",
        "where.input_later",
        "where.multiplied",
        "where.output_later",
    ),
    # mlp.repeats, mlp.sizes, propagation.nothing, propagation.made_by_a and made_by_c:
    # tests/data/judgement/autograd_mlp
    "autograd_mlp": (
        "mlp.drawn_again",
        "mlp.drawn_once",
        "mlp.flows",
        "mlp.passes",
        "propagation.made_by_a",
        "propagation.made_by_c",
        "mlp.steady",
        "op.zero",
        "propagation.alone",
        "propagation.deep",
        "propagation.filled",
        "propagation.left",
        "propagation.not_sum",
        "propagation.nothing",
        "propagation.root",
        "propagation.stays",
        "propagation.twice",
        "propagation.zero",
        "mlp.repeats",
        "mlp.sizes",
        "mlp.narrow",
        "op.reaches",
        "op.stopped_at",
        "training.falls",
        "training.no_data",
        "training.unrun",
    ),
    # said of what is no dropout (tests/assignments/dropout_layer/test_chance.py)
    # and of a layer that begins in the test phase (tests/assignments/dropout_layer/test_designs.py)
    # the last two are said of a layer that stops in training alone, and of a rounded factor;
    # contract.adds_up of masks that are multiplied with the last:
    # tests/data/judgement/dropout_layer
    "dropout_layer": (
        "contract.goes_round",
        "contract.adds_up",
        "contract.not_in_training",
        "forward.one_shape",
        "no_dropout",
        "phases.gradient_values",
        "phases.raises",
        "rounded_factor",
    ),
    # said of what does no work (tests/assignments/regularization/test_unproven.py)
    "regularization": (
        "cost.exact",
        "cost.no_sum",
        "cost.quadratic_later",
        "l2.direction_later",
        "forward.pattern",
        "forward.hidden",
        "forward.nothing_kept",
        "forward.unfed",
        "forward.nothing_off",
        "backward.same_units_later",
        # advice, and of a cost that squares the weights in place: judgement's notebooks
        "model.slow",
        "unchanged",
        "model.unled",
        "model.l2_later",
        "model.dropout_later",
    ),
}
