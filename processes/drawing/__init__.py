"""The picture of a map: laid out where it has no places, drawn as SVG on the server."""
