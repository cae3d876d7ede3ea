"""distutils, which Python 3.12 took away: what setuptools has for setup scripts, and what sysconfig knows.

https://peps.python.org/pep-0632/#migration-advice
https://setuptools.pypa.io/en/latest/deprecated/distutils-legacy.html
https://docs.python.org/3/library/sysconfig.html#installation-paths

setuptools has to be there when the script runs, which it is where a build installs what pyproject.toml requires.
"""

import os
import shutil
import sysconfig

from refactor_cli.recipe import OMITTED, moved, replaces

# they know more arguments and commands, and look for what belongs to a package by themselves
moved("distutils.core.setup", "setuptools.setup", behaviour="changes")
moved("distutils.core.Command", "setuptools.Command", behaviour="changes")
moved("distutils.cmd.Command", "setuptools.Command", behaviour="changes")
moved("distutils.core.Distribution", "setuptools.Distribution", behaviour="changes")
moved("distutils.core.Extension", "setuptools.Extension", behaviour="changes")
moved("distutils.extension.Extension", "setuptools.Extension", behaviour="changes")
moved("distutils.command.build_ext.build_ext", "setuptools.command.build_ext.build_ext", behaviour="changes")
moved("distutils.command.build_py.build_py", "setuptools.command.build_py.build_py", behaviour="changes")
moved("distutils.command.install.install", "setuptools.command.install.install", behaviour="changes")
moved(
    "distutils.command.install_lib.install_lib",
    "setuptools.command.install_lib.install_lib",
    behaviour="changes",
)
moved("distutils.command.sdist.sdist", "setuptools.command.sdist.sdist", behaviour="changes")
moved(
    "distutils.command.build.build",
    "setuptools.command.build.build",
    behaviour="changes",
    requires="setuptools>=62.4",
)
moved("distutils.errors.CompileError", "setuptools.errors.CompileError", requires="setuptools>=59")
moved("distutils.errors.DistutilsError", "setuptools.errors.BaseError", requires="setuptools>=59")
moved("distutils.errors.DistutilsExecError", "setuptools.errors.ExecError", requires="setuptools>=59")
moved("distutils.errors.DistutilsFileError", "setuptools.errors.FileError", requires="setuptools>=59")
moved("distutils.errors.DistutilsOptionError", "setuptools.errors.OptionError", requires="setuptools>=59")
moved("distutils.errors.DistutilsPlatformError", "setuptools.errors.PlatformError", requires="setuptools>=59")
moved("distutils.errors.DistutilsSetupError", "setuptools.errors.SetupError", requires="setuptools>=59")
moved("distutils.errors.LinkError", "setuptools.errors.LinkError", requires="setuptools>=59")

# some variables were changed by distutils for the compiler that it was to run
moved("distutils.sysconfig.get_config_var", "sysconfig.get_config_var", behaviour="changes")
moved("distutils.sysconfig.get_config_vars", "sysconfig.get_config_vars", behaviour="changes")
# on Windows it was the platform that a build was for
moved("distutils.util.get_platform", "sysconfig.get_platform", behaviour="changes")


@replaces("distutils.sysconfig.get_python_lib", behaviour="changes")
def get_python_lib(plat_specific=0, standard_lib=0):
    """Some systems have folders of their own for it, which sysconfig knows."""
    if standard_lib:
        if plat_specific:
            return sysconfig.get_path("platstdlib")
        return sysconfig.get_path("stdlib")
    if plat_specific:
        return sysconfig.get_path("platlib")
    return sysconfig.get_path("purelib")


@replaces("distutils.sysconfig.get_python_inc", behaviour="changes")
def get_python_inc(plat_specific=0):
    """Where Python runs in its source, it was that."""
    if plat_specific:
        return sysconfig.get_path("platinclude")
    return sysconfig.get_path("include")


@replaces("distutils.file_util.copy_file", context="statement", behaviour="changes")
def copy_file(src, dst):
    """It left out files that had not changed where that was asked for, and told of what it did."""
    return shutil.copy2(src, dst)


@replaces("distutils.spawn.find_executable", behaviour="changes")
def find_executable(executable, path=OMITTED):
    """It found files that nobody may run, and those of the working directory first."""
    return shutil.which(executable, path=path)


@replaces("distutils.dir_util.copy_tree", context="statement", behaviour="changes", requires="python>=3.8")
def copy_tree(src, dst):
    """It told of what it did, and made no folder a second time, also where somebody had removed it."""
    shutil.copytree(src, dst, dirs_exist_ok=True)


@replaces("distutils.dir_util.mkpath", context="statement", behaviour="changes")
def mkpath(name, mode=OMITTED):
    """It made no folder a second time, also where somebody had removed it."""
    os.makedirs(name, mode=mode, exist_ok=True)


@replaces("distutils.dir_util.remove_tree", context="statement", behaviour="changes")
def remove_tree(directory):
    """It went on where something could not be removed."""
    shutil.rmtree(directory)
