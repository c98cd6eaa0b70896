"""Passages → findings, one file a detector: a plugin that ends in `detector: type[Detector] = …`."""
