"""factory_boy: names that 3.0 left to the modules that define them.

https://factoryboy.readthedocs.io/en/stable/changelog.html
"""

from refactor_cli.recipe import moved

moved("factory.DjangoModelFactory", "factory.django.DjangoModelFactory")
moved("factory.MogoFactory", "factory.mogo.MogoFactory")

moved("factory.fuzzy.get_random_state", "factory.random.get_random_state", requires="factory-boy>=2.9")
moved("factory.fuzzy.set_random_state", "factory.random.set_random_state", requires="factory-boy>=2.9")
moved("factory.fuzzy.reseed_random", "factory.random.reseed_random", requires="factory-boy>=2.9")
