"""Goal fulfilment from the posted figures: runs (`korning`), what the public sees of them (`manad`, `offentligt`)."""
