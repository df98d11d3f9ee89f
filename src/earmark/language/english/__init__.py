"""English: normalisation, spoken forms, respellings."""
