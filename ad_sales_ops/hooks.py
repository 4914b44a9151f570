"""What the apps list calls when the module leaves."""


def uninstall_hook(env):
    """Drop what the ORM does not know of: the trigger function of the trail."""
    env["ad.sign.off"]._drop_immutability_trigger()
