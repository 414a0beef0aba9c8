error = ValueError("something is wrong")
error.add_note("first note")
error.add_note("second note\nof two lines")
raise error
