"""Pillow: constants of filters, versions and a function that 7.0 to 12.0 took away, and what stands for them.

https://pillow.readthedocs.io/en/stable/releasenotes/2.7.0.html#antialias-renamed-to-lanczos
https://pillow.readthedocs.io/en/stable/releasenotes/9.0.0.html
https://pillow.readthedocs.io/en/stable/releasenotes/10.0.0.html#constants
https://pillow.readthedocs.io/en/stable/releasenotes/10.3.0.html#deprecations
"""

from refactor_cli.recipe import moved

moved("PIL.Image.ANTIALIAS", "PIL.Image.LANCZOS", requires="pillow>=2.7")
moved("PIL.Image.CUBIC", "PIL.Image.BICUBIC")
moved("PIL.Image.LINEAR", "PIL.Image.BILINEAR")
moved("PIL.Image.fromstring", "PIL.Image.frombytes", requires="pillow>=2.0")
moved("PIL.ImageMath.eval", "PIL.ImageMath.unsafe_eval", requires="pillow>=10.3")
moved("PIL.PILLOW_VERSION", "PIL.__version__", requires="pillow>=5.2")
