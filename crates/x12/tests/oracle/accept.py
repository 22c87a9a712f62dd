"""Runs pyx12 over the files named on the command line: one JSON line a file."""

import io
import json
import logging
import sys

import pyx12.params
import pyx12.x12n_document

KEYS = ("err_cde", "err_str", "err_val")


def errors(node, place=""):
    """Every error in pyx12's nested report, with the segment and line it stands at."""
    if isinstance(node, list):
        return [found for item in node for found in errors(item, place)]
    if not isinstance(node, dict):
        return []
    if "seg_id" in node:
        place = f"{node['seg_id']} line {node.get('cur_line')}"
    own = [f"{place}: {[node[k] for k in KEYS if k in node]}"] if "err_cde" in node else []
    return own + [found for value in node.values() for found in errors(value, place)]


logging.disable(logging.CRITICAL)
for name in sys.argv[1:]:
    report = io.StringIO()
    try:
        ok = pyx12.x12n_document.x12n_document(
            pyx12.params.params(), name, None, None, fd_json=report
        )
        found = errors(json.loads(report.getvalue() or "{}"))
    except Exception as error:  # an oracle that fails is a failed trial, with its reason
        ok, found = False, [repr(error)]
    print(json.dumps({"file": name, "ok": bool(ok) and not found, "errors": found}))
