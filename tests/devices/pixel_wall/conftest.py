"""Tests of pixel walls."""
