"""healthgen doctor: what a bug report needs, and what is off, with what to do.

It looks at this machine, the installed packages, the settings and the server. It starts and changes nothing, and it
goes on when a part of it fails, because it runs where something is broken.
"""
