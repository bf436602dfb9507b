"""The command line: main.py registers the commands.

Commands check their arguments and call the other folders; show/ prints what they return.
Nothing here computes, loads or checks rows.
"""
