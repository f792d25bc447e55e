"""Where things go and how they look; shared by the screen and the page. QtGui at most, no widgets."""
