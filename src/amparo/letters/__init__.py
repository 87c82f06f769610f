"""Letters to those who asked for them: no key leads from here to a case or an account."""
