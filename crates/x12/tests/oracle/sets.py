"""Runs pyx12 over the files named on the command line and tells what it finds in each set.

One JSON line a file: {"file", "sets": {ST02: [error]}, "outside": [text]}, an error being
[position of the segment, segment, element, component, 999 code, value, text].
"""

import io
import json
import logging
import sys

import pyx12.map_if
import pyx12.params
import pyx12.x12n_document


def told(segment, element, error):
    place = (element.get("ele_pos") or 0, element.get("subele_pos") or 0)
    value, text = error.get("err_val"), error.get("err_str")
    return [segment.get("seg_count") or 0, segment.get("seg_id") or "", *place,
            str(error.get("err_cde")), str(value or ""), str(text)]


def of_set(node):
    found = [told({}, {}, error) for error in node["errors"]]
    for segment in node["segments"]:
        found += [told(segment, {}, error) for error in segment["errors"]]
        for element in segment["elements"]:
            found += [told(segment, element, error) for error in element["errors"]]
    return found


def judge(name):
    report = io.StringIO()
    ok = pyx12.x12n_document.x12n_document(
        pyx12.params.params(), name, None, None, fd_json=report
    )
    answer = {"file": name, "ok": bool(ok), "sets": {}, "outside": []}
    for interchange in json.loads(report.getvalue() or "{}").get("interchanges", []):
        answer["outside"] += [e["err_str"] for e in interchange["errors"]]
        for group in interchange["groups"]:
            answer["outside"] += [e["err_str"] for e in group["errors"]]
            for node in group["transactions"]:
                answer["sets"].setdefault(node["trn_set_control_num"], []).extend(of_set(node))
    return answer


load = pyx12.map_if.load_map_file
maps = {}


def load_once(name, *rest):
    """Reading a guide takes pyx12 longer than a file; nothing of a file stays in a guide."""
    if name not in maps:
        maps[name] = load(name, *rest)
    return maps[name]


pyx12.map_if.load_map_file = load_once
logging.disable(logging.CRITICAL)
for name in sys.argv[1:]:
    try:
        answer = judge(name)
    except Exception as error:  # an oracle that fails says so; the trial judges that
        answer = {"file": name, "ok": False, "sets": {}, "outside": [], "failed": repr(error)}
    print(json.dumps(answer))
