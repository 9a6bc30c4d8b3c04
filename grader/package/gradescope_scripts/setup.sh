#!/usr/bin/env bash
# Gradescope runs this once, as root, when it builds the image.
set -euo pipefail
source="${AUTOGRADER_ROOT:-/autograder}/source"
export DEBIAN_FRONTEND=noninteractive
apt-get update
# the grader needs Python 3.11 or newer: the first of these that the image can have
for python in python3.13 python3.12 python3.11; do
    if apt-get install -y "$python" "$python-venv"; then break; fi
done
"$python" -m venv /opt/grader
/opt/grader/bin/pip install --no-cache-dir @REQUIREMENT@
# in the log of the build: what the sandbox holds here
/opt/grader/bin/grader doctor || true
