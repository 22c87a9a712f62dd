"""Runs oxedi over the 835 files named on the command line: one JSON line a file.

{"file", "found": [[kind, level, segment of the file from 1, element, component, text]]}
"""

import json
import sys

import oxedi


def judge(name):
    try:
        result = oxedi.parse_file(name)
    except oxedi.ParseError as error:
        return [["ParseError", 1, 0, 0, 0, str(error)]]
    return [
        [d.kind, d.level, 0 if d.segment is None else d.segment + 1, d.element or 0,
         d.component or 0, d.rule]
        for d in result.diagnostics
    ]


for name in sys.argv[1:]:
    print(json.dumps({"file": name, "found": judge(name)}))
