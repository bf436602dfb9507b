"""Programs of other makers read the star as the reader: each script ends with an error if one of them sees it wrong.

They are run by hand, because their programs are large or come from Debian. README.md says how, and what came out.
"""
