"""The survivor in court: charges that fit the facts, preparation, and a case that keeps moving."""
