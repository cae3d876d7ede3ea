"""requests: `requests.packages.urllib3` and `idna` by their own names, which they are since 2.16.

https://github.com/psf/requests/blob/main/HISTORY.md
"""

from refactor_cli.recipe import moved

moved("requests.packages.urllib3", "urllib3", requires="requests>=2.16")
moved("requests.packages.idna", "idna", requires="requests>=2.16")
