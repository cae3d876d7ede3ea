def old(a, b=2, *, c=None, mode=None, access=None, x=None):
    return a


def new(a, b=2, *, flag=False, **options):
    return a


def other(x, y=0):
    return x


async def old_async(a):
    return a


async def new_async(a):
    return a


class Shop:
    def __init__(self, name, size=1):
        self.name = name

    def old(self, a, b=2):
        return a

    def new(self, a, b=2, flag=False):
        return a

    @classmethod
    def make(cls, name):
        return cls(name)

    @classmethod
    def build(cls, name, flag=False):
        return cls(name)

    @property
    def label(self):
        return self.name

    @staticmethod
    def count(items):
        return len(items)


class Store:
    def __init__(self, title, size=1):
        self.title = title


def loose(a, **options):
    return a


def narrow(a, b=4):
    return a
