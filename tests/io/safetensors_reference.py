"""Reads the file "ours" of the folder that is named and writes "theirs", with the reference implementation of safetensors."""
import sys

import numpy
from safetensors import safe_open
from safetensors.numpy import save_file

folder = sys.argv[1]
with safe_open(folder + "/ours", framework="numpy") as ours:
    assert sorted(ours.keys()) == ["bytes", "counter", "empty", "wä"], ours.keys()
    assert ours.metadata() == {"key": 'a "value"\n'}, ours.metadata()
    weights = ours.get_tensor("wä")
    assert weights.dtype == numpy.float32 and (weights == numpy.arange(6).reshape(2, 3)).all()
    assert ours.get_tensor("bytes").tolist() == [7, 8, 9]
    assert ours.get_tensor("counter").shape == () and int(ours.get_tensor("counter")) == -5
    assert ours.get_tensor("empty").shape == (0, 2)

save_file(
    {
        "w": numpy.arange(6, dtype=numpy.float32).reshape(2, 3),
        "half": numpy.ones(3, numpy.float16),
        "flag": numpy.array([True, False]),
    },
    folder + "/theirs",
    metadata={"from": "reference ä\n"},
)
