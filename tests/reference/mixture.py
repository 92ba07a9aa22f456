"""Writes mixture.json: what scikit-learn makes of a Gaussian mixture, and of its pieces.

    python3 tests/reference/mixture.py > tests/reference/mixture.json

`points` come from three known Gaussians in the plane. EM starts from the stated means, weights of a
third and unit precisions, with nothing added to the covariances, and runs to the end: so the answer
depends on no seeding, and any right EM reaches it. `log_likelihood` is the mean of an item.
"""
import json

import numpy as np
from sklearn.mixture import GaussianMixture

rng = np.random.default_rng(7)
truth = [
    (0.5, [0.0, 0.0], [[1.0, 0.6], [0.6, 0.8]]),
    (0.3, [5.0, 1.0], [[0.3, 0.0], [0.0, 1.5]]),
    (0.2, [-2.0, 5.0], [[0.5, -0.3], [-0.3, 0.4]]),
]
points = np.concatenate([
    rng.multivariate_normal(mean, covariance, int(200 * weight)) for weight, mean, covariance in truth
]).astype(np.float32).astype(np.float64)
start = np.array([[1.0, 1.0], [4.0, 0.0], [-1.0, 4.0]])
model = GaussianMixture(
    3, reg_covar=0, tol=1e-10, max_iter=2000,
    weights_init=[1 / 3] * 3, means_init=start, precisions_init=[np.eye(2)] * 3,
).fit(points)
assert model.converged_
print(json.dumps({
    "points": points.flatten().tolist(),
    "start": start.flatten().tolist(),
    "weights": model.weights_.tolist(),
    "means": model.means_.flatten().tolist(),
    "covariances": model.covariances_.flatten().tolist(),
    "log_likelihood": float(model.score(points)),
}))
