"""SciPy: functions under their new names, and those that left for scipy.special.

https://docs.scipy.org/doc/scipy/release/1.6.0-notes.html
https://docs.scipy.org/doc/scipy/release/1.8.0-notes.html
https://docs.scipy.org/doc/scipy/release/1.12.0-notes.html
https://docs.scipy.org/doc/scipy/release/1.14.0-notes.html
"""

import scipy.integrate
import scipy.stats

from refactor_cli.recipe import OMITTED, moved, replaces

moved("scipy.integrate.cumtrapz", "scipy.integrate.cumulative_trapezoid", requires="scipy>=1.6")
moved("scipy.integrate.trapz", "scipy.integrate.trapezoid", requires="scipy>=1.6")
moved("scipy.ndimage.filters", "scipy.ndimage")
moved("scipy.ndimage.fourier", "scipy.ndimage")
moved("scipy.ndimage.interpolation", "scipy.ndimage")
moved("scipy.ndimage.measurements", "scipy.ndimage")
moved("scipy.ndimage.morphology", "scipy.ndimage")
moved("scipy.misc.comb", "scipy.special.comb", requires="scipy>=0.14")
moved("scipy.misc.factorial", "scipy.special.factorial", requires="scipy>=0.14")
moved("scipy.misc.factorial2", "scipy.special.factorial2", requires="scipy>=0.14")
moved("scipy.misc.factorialk", "scipy.special.factorialk", requires="scipy>=0.14")
moved("scipy.misc.logsumexp", "scipy.special.logsumexp", requires="scipy>=0.19")
moved("scipy.signal.bartlett", "scipy.signal.windows.bartlett", requires="scipy>=1.1")
moved("scipy.signal.blackman", "scipy.signal.windows.blackman", requires="scipy>=1.1")
moved("scipy.signal.blackmanharris", "scipy.signal.windows.blackmanharris", requires="scipy>=1.1")
moved("scipy.signal.bohman", "scipy.signal.windows.bohman", requires="scipy>=1.1")
moved("scipy.signal.boxcar", "scipy.signal.windows.boxcar", requires="scipy>=1.1")
moved("scipy.signal.cosine", "scipy.signal.windows.cosine", requires="scipy>=1.1")
moved("scipy.signal.flattop", "scipy.signal.windows.flattop", requires="scipy>=1.1")
moved("scipy.signal.gaussian", "scipy.signal.windows.gaussian", requires="scipy>=1.1")
moved("scipy.signal.hamming", "scipy.signal.windows.hamming", requires="scipy>=1.1")
moved("scipy.signal.hann", "scipy.signal.windows.hann", requires="scipy>=1.1")
moved("scipy.signal.kaiser", "scipy.signal.windows.kaiser", requires="scipy>=1.1")
moved("scipy.signal.nuttall", "scipy.signal.windows.nuttall", requires="scipy>=1.1")
moved("scipy.signal.parzen", "scipy.signal.windows.parzen", requires="scipy>=1.1")
moved("scipy.signal.triang", "scipy.signal.windows.triang", requires="scipy>=1.1")
moved("scipy.signal.tukey", "scipy.signal.windows.tukey", requires="scipy>=1.1")


@replaces("scipy.integrate.simps", requires="scipy>=1.6")
def simps(y, x=OMITTED, dx=OMITTED, axis=OMITTED):
    """What 1.14 takes by keyword alone goes by keyword; `even` is gone there."""
    return scipy.integrate.simpson(y, x=x, dx=dx, axis=axis)


@replaces("scipy.stats.binom_test", behaviour="changes", requires="scipy>=1.7")
def binom_test(x, n=OMITTED, p=OMITTED, alternative=OMITTED):
    """It took a pair of successes and failures as well, which made `n` needless."""
    if n is OMITTED:
        return NotImplemented
    return scipy.stats.binomtest(x, n, p=p, alternative=alternative).pvalue
