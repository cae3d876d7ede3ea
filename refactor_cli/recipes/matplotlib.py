"""Matplotlib: functions, arguments and names of styles that 3.1 to 3.9 renamed or took away.

https://matplotlib.org/stable/api/prev_api_changes/api_changes_3.1.0.html
https://matplotlib.org/stable/api/prev_api_changes/api_changes_3.4.0.html
https://matplotlib.org/stable/api/prev_api_changes/api_changes_3.5.0.html
https://matplotlib.org/stable/api/prev_api_changes/api_changes_3.6.0.html
https://matplotlib.org/stable/api/prev_api_changes/api_changes_3.7.0.html
https://matplotlib.org/stable/api/prev_api_changes/api_changes_3.9.0.html
"""

import matplotlib
import matplotlib.pyplot as plt

from refactor_cli.recipe import OMITTED, likely, moved, replaces

moved(
    "matplotlib.legend.Legend.legendHandles",
    "matplotlib.legend.Legend.legend_handles",
    requires="matplotlib>=3.7",
)
likely("matplotlib.legend.Legend.legendHandles", on="legend")
likely("matplotlib.backend_bases.FigureCanvasBase.set_window_title", on="fig.canvas")


@replaces("matplotlib.cm.get_cmap", "matplotlib.pyplot.cm.get_cmap", requires="matplotlib>=3.6")
def get_cmap_by_name(name, lut=None):
    if isinstance(name, str):
        if lut is None:
            return matplotlib.colormaps[name]
        return matplotlib.colormaps[name].resampled(lut)
    if lut is None:
        return matplotlib.colormaps.get_cmap(name)
    return get_cmap_by_name(name, lut)


@replaces("matplotlib.cm.get_cmap", "matplotlib.pyplot.cm.get_cmap", requires="matplotlib>=3.6")
def get_cmap(name=None):
    return matplotlib.colormaps.get_cmap(name)


@replaces("matplotlib.pyplot.grid", given=("b",), requires="matplotlib>=3.5")
def grid(*, b, which=OMITTED, axis=OMITTED, **kwargs):
    return plt.grid(visible=b, which=which, axis=axis, **kwargs)


@replaces("matplotlib.axes.Axes.grid", given=("b",), requires="matplotlib>=3.5")
def grid_of_axes(self, *, b, which=OMITTED, axis=OMITTED, **kwargs):
    return self.grid(visible=b, which=which, axis=axis, **kwargs)


@replaces("matplotlib.pyplot.style.use", requires="matplotlib>=3.6")
def use_by_pyplot(style):
    if style.startswith("seaborn") and not style.startswith("seaborn-v0_8"):
        return plt.style.use(style.replace("seaborn", "seaborn-v0_8"))
    return use_by_pyplot(style)


@replaces("matplotlib.style.use", requires="matplotlib>=3.6")
def use(style):
    if style.startswith("seaborn") and not style.startswith("seaborn-v0_8"):
        return matplotlib.style.use(style.replace("seaborn", "seaborn-v0_8"))
    return use(style)


@replaces("matplotlib.pyplot.hist", given=("normed",), requires="matplotlib>=2.1")
def hist(*args, normed, **kwargs):
    return plt.hist(*args, density=normed, **kwargs)


@replaces("matplotlib.axes.Axes.hist", given=("normed",), requires="matplotlib>=2.1")
def hist_of_axes(self, *args, normed, **kwargs):
    return self.hist(*args, density=normed, **kwargs)


@replaces("matplotlib.pyplot.boxplot", given=("labels",), requires="matplotlib>=3.9")
def boxplot(*args, labels, **kwargs):
    return plt.boxplot(*args, tick_labels=labels, **kwargs)


@replaces("matplotlib.axes.Axes.boxplot", given=("labels",), requires="matplotlib>=3.9")
def boxplot_of_axes(self, *args, labels, **kwargs):
    return self.boxplot(*args, tick_labels=labels, **kwargs)


@replaces("matplotlib.backend_bases.FigureCanvasBase.set_window_title", behaviour="changes")
def set_window_title(self, title):
    """A canvas without a window has no manager, and nothing happened."""
    return self.manager.set_window_title(title)
