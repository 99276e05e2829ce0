"""Pictures of figures, drawn for phones."""
