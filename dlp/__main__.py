"""`python -m dlp` is `dlp`."""

from dlp.cli import main

if __name__ == "__main__":
    main()
