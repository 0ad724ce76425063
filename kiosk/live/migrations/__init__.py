"""The steps from any older schema to the present one (Alembic); run at every start."""
