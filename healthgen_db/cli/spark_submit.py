"""A script for spark-submit, with the options of healthgen spark generate. `healthgen spark script` prints its path."""

import sys

from healthgen_db.cli.main import main

if __name__ == "__main__":
    sys.argv[1:1] = ["spark", "generate"]
    main()
