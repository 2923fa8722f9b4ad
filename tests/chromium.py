"""How Chromium is started, by tests and by the script behind the README's picture."""

ARGUMENTS = [
    # Tests run as root in many places; pages come from this machine alone.
    "--no-sandbox",
    "--disable-gpu",
    # Spheres are drawn by software then, which Chromium takes for WebGL only when told to.
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
