# attach: {"bad.py": "\ufeff# -*- coding: utf-8 -*-\ntext = 'Grüße'\n\n\nclass E(ValueError):\n    pass\n\n\ndef go():\n    raise E(text)\n\n\ngo()  # at import\n"}
for attempt in range(2):
    try:
        import bad
    except ValueError as error:
        print(attempt, error, type(error).__module__)
import bad
