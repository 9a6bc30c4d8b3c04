def backward_propagation_with_dropout(X, Y, cache, keep_prob):
    raise ValueError("not done yet")
