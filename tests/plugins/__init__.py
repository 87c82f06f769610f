"""pytest plugins that must load before Django reads its settings."""
