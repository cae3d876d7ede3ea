"""Tkinter: its modules under the names that Python 3 gave them.

https://docs.python.org/3/whatsnew/3.0.html#library-changes
https://peps.python.org/pep-3108/#the-tkinter-package

For projects that left Python 2. An import that falls back on the old module stays.
"""

from refactor_cli.recipe import moved

moved("Tkinter", "tkinter", requires="python>=3.0")
moved("Tkconstants", "tkinter.constants", requires="python>=3.0")
moved("Tkdnd", "tkinter.dnd", requires="python>=3.0")
moved("ScrolledText", "tkinter.scrolledtext", requires="python>=3.0")
moved("tkColorChooser", "tkinter.colorchooser", requires="python>=3.0")
moved("tkCommonDialog", "tkinter.commondialog", requires="python>=3.0")
moved("tkFileDialog", "tkinter.filedialog", requires="python>=3.0")
moved("tkFont", "tkinter.font", requires="python>=3.0")
moved("tkMessageBox", "tkinter.messagebox", requires="python>=3.0")
moved("tkSimpleDialog", "tkinter.simpledialog", requires="python>=3.0")
moved("ttk", "tkinter.ttk", requires="python>=3.0")
# modules of names that are common elsewhere: only what they alone had
moved("Dialog.Dialog", "tkinter.dialog.Dialog", requires="python>=3.0")
moved("FileDialog.LoadFileDialog", "tkinter.filedialog.LoadFileDialog", requires="python>=3.0")
moved("FileDialog.SaveFileDialog", "tkinter.filedialog.SaveFileDialog", requires="python>=3.0")
moved("SimpleDialog.SimpleDialog", "tkinter.simpledialog.SimpleDialog", requires="python>=3.0")
