"""threading: the camelCase names, deprecated since Python 3.10.

https://docs.python.org/3/whatsnew/3.10.html#deprecated
"""

from refactor_cli.recipe import moved, replaces

moved("threading.currentThread", "threading.current_thread")
moved("threading.activeCount", "threading.active_count")
moved("threading.Condition.notifyAll", "threading.Condition.notify_all")
moved("threading.Event.isSet", "threading.Event.is_set")


@replaces("threading.Thread.getName")
def getName(self):
    return self.name


@replaces("threading.Thread.setName")
def setName(self, name):
    self.name = name


@replaces("threading.Thread.isDaemon")
def isDaemon(self):
    return self.daemon


@replaces("threading.Thread.setDaemon")
def setDaemon(self, daemonic):
    self.daemon = daemonic


@replaces("threading.Thread.isAlive")
def isAlive(self):
    return self.is_alive()
