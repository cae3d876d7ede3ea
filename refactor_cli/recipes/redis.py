"""redis: `StrictRedis` is another name of `Redis` since redis 3.0.

https://github.com/redis/redis-py/blob/v3.0.0/README.rst#upgrading-from-redis-py-2x-to-30
"""

from refactor_cli.recipe import moved

moved("redis.StrictRedis", "redis.Redis", requires="redis>=3.0")
moved("redis.client.StrictRedis", "redis.client.Redis", requires="redis>=3.0")
