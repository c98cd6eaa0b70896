"""Passages → findings, one file a detector: a plugin ends in `detector: type[Detector] = …`."""

import os

# Read by numpy's BLAS when it is first imported, so it must stand before every detector: the
# matrices of a mail are small, and threads that wait for each other cost twenty times the work.
# Many mails at once is what the worker processes are for.
for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")
