# attach: {"store.py": "import json\nclass Store:\n    def __init__(self):\n        self.rows = []\n    def add(self, x):\n        self.rows.append(x)\n    def __del__(self):\n        with open('store.json', 'w') as f:\n            json.dump(self.rows, f)\n        print('saved', len(self.rows))\n_default = Store()\ndef add(x):\n    _default.add(x)\n"}
import store
store.add(1)
store.add(2)
print('end')
