"""The funds over 75 years, from the lives of a synthetic nation under the same law; never touches the database."""
