"""Execute the tutorial as a newcomer would.

    tutorial.py NOTEBOOK PROGRAM [DATASET]

Without a dataset it runs the demo. Every cell must run, and draw what it is there
to draw; the notebook itself is kept without outputs, which would grow stale."""
import os
import sys
import tempfile

import nbformat
from nbclient import NotebookClient

notebook, program = sys.argv[1], os.path.abspath(sys.argv[2])
nb = nbformat.read(notebook, as_version=4)
nbformat.validate(nb)
code = [cell for cell in nb.cells if cell.cell_type == "code"]
for cell in code:
    if cell.outputs or cell.execution_count is not None:
        sys.exit("the notebook is kept without outputs: clear them")
os.environ["UNVOTES_PROGRAM"] = program
os.environ["IPYTHONDIR"] = os.environ["JUPYTER_CONFIG_DIR"] = os.environ["MPLCONFIGDIR"] = tempfile.mkdtemp()
os.environ.pop("UNVOTES_DATA", None)
if len(sys.argv) > 3:
    os.environ["UNVOTES_DATA"] = os.path.abspath(sys.argv[3])
with tempfile.TemporaryDirectory() as folder:
    NotebookClient(nb, timeout=300, kernel_name="python3", resources={"metadata": {"path": folder}}).execute()
    if not os.path.exists(os.path.join(folder, "report.html")):
        sys.exit("the notebook wrote no report")
pictures = 0
for cell in code:
    for output in cell.outputs:
        if output.output_type == "stream":
            print(output.text[-300:].strip())
            if output.name == "stderr":
                sys.exit("a cell warns")
        pictures += "image/png" in output.get("data", {})
if pictures != 2:
    sys.exit("%d pictures, want 2" % pictures)
if len(sys.argv) > 4:
    nbformat.write(nb, sys.argv[4])
