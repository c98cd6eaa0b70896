"""The ways out, one file each: a plugin that ends in `channel: type[Channel] = …`."""
