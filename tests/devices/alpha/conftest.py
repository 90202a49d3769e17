"""Tests of Alpha signs. Importable beside this file: `alpha_sign_at_hand`."""
