"""Floor 7: the project package, and what joins the functions: gates and handoffs."""
