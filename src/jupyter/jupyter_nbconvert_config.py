"""The same settings for jupyter nbconvert in a terminal of that JupyterLab."""

c = get_config()  # type: ignore[name-defined]  # noqa: F821
load_subconfig("jupyter_server_config.py")  # type: ignore[name-defined]  # noqa: F821
